// Open views: stacks of modals, at most three deep, and home tabs, with their field values.
import type { EventSink } from "../../journal.js";
import { Filled } from "../block-kit/form-state.js";
import { nameParts } from "../block-kit/name-parts.js";
import type { Surface } from "../block-kit/surfaces.js";
import { refuse } from "../http/refusal.js";
import type { Ids } from "./ids.js";
import { type OpenView, seen, type View } from "./view-shapes.js";

const deepest = 3;

export interface ViewEvent {
  kind: "view_opened" | "view_updated" | "view_closed";
  view: OpenView;
}

export class Views {
  readonly #stacks = new Map<string, View[][]>();
  readonly #homes = new Map<string, View>();
  readonly #ids: Ids;
  readonly #journal: EventSink<ViewEvent>;

  constructor(ids: Ids, journal: EventSink<ViewEvent>) {
    this.#ids = ids;
    this.#journal = journal;
  }

  open(userId: string, surface: Surface): View {
    this.#keepExternalIdUnique(surface);
    const view = this.#make(userId, surface, null);
    this.#stacks.set(userId, [...(this.#stacks.get(userId) ?? []), [view]]);
    this.#journal.emit({ kind: "view_opened", view: seen(view) });
    return view;
  }

  /** Pushes a view onto the stack that contains `below`. */
  push(below: string, surface: Surface): View {
    const stack = this.#stackOf(below) ?? refuse("not_found");
    const top = stack.at(-1) ?? refuse("not_found");
    if (stack.length >= deepest) refuse("push_limit_reached");
    this.#keepExternalIdUnique(surface);
    const view = this.#make(top.userId, surface, top);
    stack.push(view);
    this.#journal.emit({ kind: "view_opened", view: seen(view) });
    return view;
  }

  update(view: View, surface: Surface): View {
    this.#keepExternalIdUnique(surface, view.id);
    const before = view.surface.blocks;
    view.surface = this.#named(surface);
    view.filled = view.filled.carriedOver(before, view.surface.blocks);
    view.hash = this.#newHash();
    view.errors = {};
    this.#journal.emit({ kind: "view_updated", view: seen(view) });
    return view;
  }

  publish(userId: string, surface: Surface, hash: string | undefined): View {
    const home = this.#homes.get(userId);
    if (home !== undefined) {
      if (hash !== undefined && hash !== home.hash) refuse("hash_conflict");
      return this.update(home, surface);
    }
    const view = this.#make(userId, surface, null);
    this.#homes.set(userId, view);
    this.#journal.emit({ kind: "view_opened", view: seen(view) });
    return view;
  }

  showErrors(view: View, errors: Record<string, string>): void {
    view.errors = errors;
    this.#journal.emit({ kind: "view_updated", view: seen(view) });
  }

  /** Closes one view, or with `all` its whole stack. Does nothing if the view is already closed. */
  close(viewId: string, { all }: { all: boolean }): void {
    for (const [userId, stacks] of this.#stacks) {
      for (const stack of stacks) {
        if (!stack.some((each) => each.id === viewId)) continue;
        const going = stack.filter((each) => all || each.id === viewId);
        const staying = stack.filter((each) => !going.includes(each));
        this.#stacks.set(
          userId,
          stacks.map((each) => (each === stack ? staying : each)).filter((each) => each.length > 0),
        );
        for (const view of going) this.#journal.emit({ kind: "view_closed", view: seen(view) });
      }
    }
  }

  find(viewId: string): View | undefined {
    return this.#everyOpen().find((each) => each.id === viewId);
  }

  findExternal(externalId: string): View | undefined {
    return this.#everyOpen().find((each) => each.surface.external_id === externalId);
  }

  home(userId: string): View | undefined {
    return this.#homes.get(userId);
  }

  /** A person's open modals, the topmost last. */
  of(userId: string): View[] {
    return (this.#stacks.get(userId) ?? []).flat();
  }

  #everyOpen(): View[] {
    return [...[...this.#stacks.values()].flat(2), ...this.#homes.values()];
  }

  #stackOf(viewId: string): View[] | undefined {
    return [...this.#stacks.values()].flat().find((stack) => stack.some((each) => each.id === viewId));
  }

  #make(userId: string, surface: Surface, below: View | null): View {
    const id = this.#ids.next("V");
    return {
      id,
      userId,
      surface: this.#named(surface),
      hash: this.#newHash(),
      rootId: below?.rootId ?? id,
      previousId: below?.id ?? null,
      filled: new Filled(),
      errors: {},
    };
  }

  #named(surface: Surface): Surface {
    return { ...surface, blocks: nameParts(surface.blocks, () => this.#ids.next("").slice(0, 5)) };
  }

  #newHash(): string {
    return `${this.#ids.ts().split(".")[0]}.${this.#ids.next("").slice(0, 8)}`;
  }

  #keepExternalIdUnique({ external_id: externalId }: Surface, except?: string): void {
    const holder = externalId === "" ? undefined : this.findExternal(externalId);
    if (holder !== undefined && holder.id !== except) refuse("duplicate_external_id");
  }
}
