// Completion in the composer: commands at the start of the line, people and groups after an @.
import type { Workspace } from "../../contract/workspace.js";

export interface Offer {
  /** Replaces the word. */
  readonly insert: string;
  readonly name: string;
  readonly about: string;
}

interface Completion {
  readonly offers: readonly Offer[];
  /** Start and end of the word that an offer replaces. */
  readonly from: number;
  readonly to: number;
}

/** Undefined if nothing is offered. `cursor` is an offset in the text. */
export function completionAt(text: string, cursor: number, seen: Workspace): Completion | undefined {
  const before = text.slice(0, cursor);
  const to = cursor + (/^[\p{L}\p{N}._-]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
  const offering = (from: number, offers: Offer[]) => (offers.length === 0 ? undefined : { from, to, offers });
  if (/^\/[\w-]*$/.test(before)) return offering(0, commandsLike(before.toLowerCase(), seen));
  const typed = /(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u.exec(before)?.[1];
  return typed === undefined ? undefined : offering(cursor - typed.length - 1, mentionsLike(typed.toLowerCase(), seen));
}

function commandsLike(typed: string, { commands }: Workspace): Offer[] {
  return commands
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, description, usageHint }) => ({
      insert: `${name} `,
      name: `${name} ${usageHint}`.trim(),
      about: description,
    }));
}

function mentionsLike(typed: string, { people, userGroups }: Workspace): Offer[] {
  const everybody = [
    ...people.filter(({ kind }) => kind !== "bot").map(({ name, realName }) => ({ handle: name, about: realName })),
    ...userGroups.map(({ handle, name }) => ({ handle, about: name })),
  ];
  return everybody
    .filter(({ handle, about }) => handle.startsWith(typed) || about.toLowerCase().includes(typed))
    .map(({ handle, about }) => ({ insert: `@${handle} `, name: `@${handle}`, about }));
}

/** Splits the text, marking the pieces that mention a person or group of the workspace. */
export function mentionsIn(text: string, { people, userGroups }: Workspace): { piece: string; mention: boolean }[] {
  const handles = new Set([...people.map(({ name }) => name), ...userGroups.map(({ handle }) => handle)]);
  return text
    .split(/(?<!\w)(@[\w.-]*\w)/)
    .map((piece) => ({ piece, mention: piece.startsWith("@") && handles.has(piece.slice(1)) }));
}
