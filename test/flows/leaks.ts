// Looks for the link, its ticket, tokens and keys wherever they must not be, in everything that one sandbox has seen.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { people, productUsers } from "../../src/sandbox/cast.js";
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import type { Environment } from "../../src/settings/config.js";
import { connect, hasRecord, tablesOf } from "../database/plain.js";

type ActorToken = Sandbox["clerk"]["actorTokens"][number];

/**
 * What Slack hands out with each payload and connection, so much of it that it is looked for by its form: the end of a
 * response url, the beginning of a trigger id, the ticket of a socket. At every place, for in a file nothing parts it
 * from its neighbours.
 */
const handedOut = /(?=([0-9a-f]{32}|\d{13}\.\d+\.[0-9a-f]{8}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))/g;
const handedOutIn = (text: string) => [...text.matchAll(handedOut)].flatMap(([, found]) => found ?? []);

export const secretSettings = [
  "SLACK_BOT_TOKEN",
  "SLACK_APP_TOKEN",
  "SLACK_SIGNING_SECRET",
  "CLERK_SECRET_KEY",
] as const;

/** The ways in which a secret may be written down. */
export function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Within a longer text the encoding may begin at any of three places; what the neighbours share in is left out.
  const within = [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    return (["base64", "base64url"] as const).map((encoding) => shifted.toString(encoding).slice(4, -4));
  });
  return [...new Set([secret, encodeURIComponent(secret), bytes.toString("hex"), ...within])].filter(
    (form) => form.length > 7,
  );
}

const actionsWithUrls = z.looseObject({
  type: z.literal("actions"),
  elements: z.array(z.looseObject({ url: z.string().optional() })),
});

/** Blocks without the addresses of their buttons that `mayOpen` allows. */
function withoutLinks(blocks: unknown, mayOpen: (url: string) => boolean): unknown {
  if (!Array.isArray(blocks)) return blocks;
  return blocks.map((block: unknown) => {
    const read = actionsWithUrls.safeParse(block).data;
    if (read === undefined) return block;
    return {
      ...read,
      elements: read.elements.map(({ url, ...rest }) => (url === undefined || mayOpen(url) ? rest : { ...rest, url })),
    };
  });
}

const message = z.looseObject({
  channel: z.string().catch(""),
  ephemeralFor: z.string().optional(),
  blocks: z.unknown().optional(),
});

/** Who of the workspace may have the link. */
function ownerOf({ actor }: ActorToken): string | undefined {
  const { sub } = z.looseObject({ sub: z.string() }).parse(actor);
  if (sub.startsWith("slack:")) return sub.split(":").at(-1);
  const email = productUsers.find(({ id }) => id === sub)?.email;
  return people.find((person) => person.email === email)?.id;
}

/** No form is shorter. */
const beginningLength = 8;

export class LeakWatch {
  readonly #sandbox: Sandbox;
  readonly #handedOut = new Set<string>();
  readonly #forms = new Map<string, readonly string[]>();
  /** The forms of all tickets by their beginnings. */
  readonly #tickets = new Map<string, string[]>();
  #ticketsKnown = 0;
  /** What was seen while it happened: messages may be edited later. */
  readonly #seen: string[] = [];

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    sandbox.slack.on((event) => {
      if (event.kind === "payload_sent") this.#remember(event.payload);
      if (event.kind === "call_answered" && event.call.method === "apps.connections.open")
        this.#remember(event.call.response);
      if (event.kind === "message_posted" || event.kind === "message_edited")
        this.#seen.push(...this.inMessage(event.message));
      if (event.kind === "view_opened" || event.kind === "view_updated")
        this.#seen.push(...this.in("a form", JSON.stringify(event.view)));
    });
  }

  #remember(payload: unknown): void {
    const given = z.object({
      response_url: z.string().catch(""),
      trigger_id: z.string().catch(""),
      url: z.string().catch(""),
    });
    for (const each of Object.values(given.safeParse(payload).data ?? {})) {
      for (const secret of handedOutIn(each)) this.#handedOut.add(secret);
    }
  }

  #formsOf(secret: string): readonly string[] {
    const known = this.#forms.get(secret) ?? forms(secret);
    this.#forms.set(secret, known);
    return known;
  }

  /** All tickets begin alike, so that few beginnings have to be looked for where there are thousands of tickets. */
  #holdsATicket(text: string): boolean {
    const { actorTokens } = this.#sandbox.clerk;
    for (const { ticket } of actorTokens.slice(this.#ticketsKnown)) {
      for (const form of this.#formsOf(ticket)) {
        const beginning = form.slice(0, beginningLength);
        this.#tickets.set(beginning, [...(this.#tickets.get(beginning) ?? []), form]);
      }
    }
    this.#ticketsKnown = actorTokens.length;
    return [...this.#tickets].some(
      ([beginning, forms]) => text.includes(beginning) && forms.some((form) => text.includes(form)),
    );
  }

  /** What is found in a text, as `a ticket in the log`. */
  in(place: string, text: string): string[] {
    const { clerk, slack, settings } = this.#sandbox;
    const holds = (secret: string) => this.#formsOf(secret).some((form) => text.includes(form));
    const keys = [slack.botToken, slack.appToken, slack.signingSecret, clerk.secretKey, ...secretsIn(settings)];
    return [
      ...(keys.some(holds) ? [`a token or key in ${place}`] : []),
      ...(this.#holdsATicket(text) ? [`a ticket in ${place}`] : []),
      ...(handedOutIn(text).some((found) => this.#handedOut.has(found))
        ? [`a response url, trigger id or socket's ticket in ${place}`]
        : []),
    ];
  }

  /** In a message; the link may stand behind a button of its actor's own direct message. */
  inMessage(message: Pick<SeenMessage, "channel"> & { blocks?: unknown; ephemeralFor?: string | undefined }): string[] {
    const { slack, clerk } = this.#sandbox;
    const mayOpen = (url: string) =>
      clerk.actorTokens.some((token) => {
        const owner = token.url === url ? ownerOf(token) : undefined;
        return (
          owner !== undefined &&
          message.ephemeralFor === undefined &&
          [owner, slack.dmBetween(owner, slack.bot.userId)].includes(message.channel)
        );
      });
    return this.in(
      `a message in ${message.channel}`,
      JSON.stringify({ ...message, blocks: withoutLinks(message.blocks, mayOpen) }),
    );
  }

  /** As the files are now: the database, its write-ahead log, and whatever else the bot left in its folder. */
  inFiles(): string[] {
    const { folder } = this.#sandbox;
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isFile() ? this.in(name, readFileSync(path, "latin1")) : [];
    });
  }

  /** The same as SQLite reads it: what is long is scattered over a file's pages. */
  inTables(): string[] {
    if (!hasRecord(this.#sandbox.database)) return [];
    const database = connect(this.#sandbox.database, { readonly: true });
    try {
      return tablesOf(database).flatMap((name) =>
        this.in(`the table ${name}`, JSON.stringify(database.prepare(`select * from "${name}"`).all())),
      );
    } finally {
      database.close();
    }
  }

  /** Everything there is by now. */
  look(): string[] {
    const { slack, clerk, log } = this.#sandbox;
    // What the bot sent and Slack did not take stands nowhere else. A trigger id is sent back to open a form.
    const sent = slack.calls.flatMap(({ method, args: { trigger_id: _, ...args } }) =>
      this.inMessage(message.parse(args)).map((found) => `${found}, sent with ${method}`),
    );
    return [
      ...this.#seen,
      ...this.inFiles(),
      ...this.inTables(),
      ...this.in("the log", log.join("")),
      ...slack.messages.flatMap((message) => this.inMessage(message)),
      ...sent,
      ...this.in("what Clerk was asked", JSON.stringify(clerk.calls)),
    ];
  }
}

export function secretsIn(settings: Environment): string[] {
  return secretSettings.flatMap((name) => settings[name] ?? []);
}

/** For a process whose tickets nobody here knows: by their form. What was taken out reads `[secret]`. */
const opensDoors =
  /ticket(?:=|%3D)(?!\[secret\])|eyJhbGci|\/(?:commands|actions)\/T[A-Z0-9]+\/|hooks\.slack\.com|Bearer (?!\[secret\])\S/;

/** What a process said that it should not have. */
export function leaksIn(output: string, settings: Environment): string[] {
  const lines = output.split("\n").filter((line) => opensDoors.test(line));
  const keys = secretSettings.filter((name) => forms(settings[name] ?? "").some((form) => output.includes(form)));
  return [...keys, ...lines];
}
