// What people, time and faults can do in the world, one operation at a time.
import type { MessageKind } from "../../../src/impersonation/model/message.js";
import { ids } from "../../../src/sandbox/cast.js";
import type { Fault as ClerkFault } from "../../../src/sandbox/clerk/faults.js";
import type { Fault as SlackFault } from "../../../src/sandbox/slack/http/faults.js";
import type { SeenMessage } from "../../../src/sandbox/slack/person.js";
import { actionIds } from "../../../src/slack/messages/blocks/buttons.js";
import { type Change, change, removeMessage } from "./changes.js";
import type { World } from "./world.js";

export type PersonName = "alice" | "carol" | "dave" | "eve";
type Verb = "approve" | "deny" | "retry" | "cancel" | "revoke" | "linkClicked";

/** Numbers choose among what there is at that moment, the newest first; where there is nothing, nothing happens. */
export type Operation =
  | { readonly do: "ask"; readonly by: PersonName; readonly as: "bob" | "beth" | "alice"; readonly twice: boolean }
  /** On whatever they remember of a request: its message may have changed, or be gone. */
  | { readonly do: "verb"; readonly verb: Verb; readonly by: PersonName; readonly request: number }
  /** As whoever they are at that moment: an approver ends everybody's access, anybody else their own. */
  | { readonly do: "revoke all"; readonly by: PersonName }
  /** A button that stands in Slack now. */
  | { readonly do: "press"; readonly button: number; readonly by: PersonName }
  | { readonly do: "open link"; readonly link: number }
  | { readonly do: "sign out" | "use product"; readonly browser: number }
  | { readonly do: "end session at Clerk"; readonly session: number }
  | { readonly do: "slack fault"; readonly fault: SlackFault }
  | { readonly do: "clerk fault"; readonly fault: ClerkFault }
  | { readonly do: "faults over" }
  | { readonly do: "time goes by"; readonly ms: number }
  | { readonly do: "bot's clock is set"; readonly ms: number }
  | { readonly do: "change"; readonly what: Change }
  | { readonly do: "remove message"; readonly message: number }
  | { readonly do: "kill" | "restart" };

export async function perform(world: World, operation: Operation): Promise<void> {
  const { slack, clerk } = world;
  switch (operation.do) {
    case "ask":
      for (let times = operation.twice ? 2 : 1; times > 0; times--) ask(world, operation.by, operation.as);
      world.asked += 1;
      return;
    case "verb": {
      const request = newest(world.ledger.requests(), operation.request);
      if (request !== undefined) click(world, operation.verb, request.id, operation.by);
      return;
    }
    case "revoke all": {
      const by = ids[operation.by];
      world.bot.handle(`${operation.by}: revoke all`, async (verbs) => {
        const { scope } = await verbs.live(by);
        return verbs.revokeAll(scope, by, () => {});
      });
      return;
    }
    case "press": {
      const pressed = newest(buttonsBefore(world, operation.by), operation.button);
      if (pressed === undefined) return;
      const { message, verb, requestId } = pressed;
      click(world, verb, requestId, operation.by, message);
      return;
    }
    case "open link": {
      const link = newest(linksPosted(world), operation.link);
      if (link === undefined) return;
      const browser = clerk.browser();
      world.browsers.push(browser);
      browser.open(link);
      return;
    }
    case "sign out":
      newest(world.browsers, operation.browser)?.signOut();
      return;
    case "use product":
      newest(world.browsers, operation.browser)?.visit();
      return;
    case "end session at Clerk": {
      const session = newest(clerk.sessions, operation.session);
      if (session !== undefined) clerk.revokeSession(session.id);
      return;
    }
    case "slack fault":
      slack.fail(operation.fault);
      return;
    case "clerk fault":
      clerk.fail(operation.fault);
      return;
    case "faults over":
      slack.clearFaults();
      clerk.clearFaults();
      return;
    case "time goes by":
      world.pass(operation.ms);
      return;
    case "bot's clock is set":
      setBotClock(world, operation.ms);
      return;
    case "change":
      change(world, operation.what);
      return;
    case "remove message":
      removeMessage(world, operation.message);
      return;
    case "kill":
      return world.kill();
    case "restart":
      return world.restart();
  }
}

function newest<T>(list: readonly T[], number: number): T | undefined {
  return list.length === 0 ? undefined : list[list.length - 1 - (number % list.length)];
}

function ask({ bot, asked }: World, by: PersonName, as: string): void {
  const who = { kind: "email", email: as === "alice" ? "alice@acme.example" : `${as}@customer.example` } as const;
  const draft = { who, reason: "ticket 4821, cannot see invoices", sessionMs: undefined };
  bot.handle(`${by} asks to act as ${as}`, (verbs) =>
    verbs.ask({ by: ids[by], draft, deliveryKey: `payload ${asked}` }),
  );
}

function click({ bot }: World, verb: Verb, requestId: string, by: PersonName, message?: SeenMessage): void {
  const who = ids[by];
  bot.handle(`${by}: ${verb} ${requestId}`, async (verbs) => {
    if (message !== undefined) await verbs.adopt(requestId, momentOf(message, verb), message);
    if (verb === "deny") return verbs.deny(requestId, who, "not today");
    return verbs[verb](requestId, who);
  });
}

/** As the listeners tell. */
function momentOf({ channel }: SeenMessage, verb: Verb): MessageKind {
  if (channel === ids.approvals) return "card";
  return verb === "cancel" ? "asked" : "link";
}

const verbs: Readonly<Record<string, Verb>> = {
  [actionIds.approve]: "approve",
  [actionIds.deny]: "deny",
  [actionIds.retry]: "retry",
  [actionIds.cancel]: "cancel",
  [actionIds.revoke]: "revoke",
  [actionIds.open]: "linkClicked",
};

interface Pressable {
  readonly message: SeenMessage;
  readonly verb: Verb;
  readonly requestId: string;
}

/** Every button that this person sees, the newest message last. */
function buttonsBefore({ slack }: World, by: PersonName): Pressable[] {
  const person = slack.as(ids[by]);
  const messages = [...person.messages(ids.approvals), ...person.directMessages()];
  return messages
    .toSorted((a, b) => a.ts.localeCompare(b.ts))
    .flatMap((message) =>
      message.blocks.flatMap((block) => {
        if (block.type !== "actions") return [];
        return block.elements.flatMap((element) => {
          if (element.type !== "button") return [];
          const verb = verbs[element.action_id ?? ""];
          return verb === undefined || element.value === undefined ? [] : [{ message, verb, requestId: element.value }];
        });
      }),
    );
}

/** Every link that ever stood in a message, also where it has left it since: somebody may have kept it. */
function linksPosted({ witness }: World): string[] {
  return witness.births.filter(({ token }) => witness.postsOf(token).length > 0).map(({ token }) => token.url);
}

/** One step of an hour, one way, and back: what is promised of a clock that is wrong reaches no further. */
function setBotClock(world: World, ms: number): void {
  world.wrongMs ??= ms;
  const wrongMs = world.botClock.now() + ms - world.clock.now();
  if (wrongMs === 0 || wrongMs === world.wrongMs) world.botClock.set(ms);
}
