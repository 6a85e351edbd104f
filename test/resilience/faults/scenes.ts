// The flows of a request, each played up to the step whose calls fail, and that step.
import { ids } from "../../../src/sandbox/cast.js";
import { holdsALink, type Stage } from "../../flows/stage.js";
import { rest } from "./rest.js";

/** Plays what comes before, and returns the step itself. */
export type Scene = (stage: Stage) => Promise<() => Promise<unknown>>;

const reason = "ticket 4821, cannot see invoices";

async function modalOf(stage: Stage, person: "alice" | "carol") {
  return stage.slack.until(`${person} sees a form`, () => stage[person].modal());
}

async function askedFor(stage: Stage) {
  const card = await stage.ask();
  await stage.directMessage(/\[Cancel request\]/);
  await rest(stage);
  return card;
}

async function linkGiven(stage: Stage) {
  const message = await stage.approved();
  await rest(stage);
  return message;
}

async function linkUsed(stage: Stage) {
  const used = await stage.inUse();
  await rest(stage);
  return used;
}

export const starting: Scene =
  async ({ sandbox }) =>
  () =>
    sandbox.startBot();

const types =
  (text: string): Scene =>
  async ({ alice }) =>
  () =>
    alice.types(ids.general, text);

export const asking = types(`/impersonate @bob ${reason}`);
export const askingById = types(`/impersonate user_2bob ${reason}`);
export const askingByMention = types(`/impersonate @dave ${reason}`);
export const openingTheForm = types("/impersonate");

export const askingForHelpWithASpentAnswer: Scene = async (stage) => {
  stage.slack.fail({ method: "response_url", how: { kind: "status", status: 404 } });
  return () => stage.alice.types(ids.general, "/impersonate help");
};

/** Clerk takes longer than Slack waits, so that the outcome comes after "Checking…". */
export const sendingTheForm: Scene = async (stage) => {
  await stage.alice.types(ids.general, "/impersonate");
  const form = await modalOf(stage, "alice");
  await rest(stage);
  return async () => {
    stage.clerk.fail({ operation: "users.list", when: "before", times: 2, how: { kind: "delay", ms: 2_100 } });
    const sending = stage.alice.submits(form, { who: "@bob", reason });
    await stage.pass(2);
    return sending;
  };
};

/** Slack has the message, and the bot was not told: it waits for a moment, and looks. */
const askingWithALost =
  (target: string): Scene =>
  async (stage) => {
    stage.slack.fail({
      method: "chat.postMessage",
      when: "after",
      how: { kind: "drop" },
      match: ({ channel }) => channel === target,
    });
    await stage.alice.types(ids.general, `/impersonate @bob ${reason}`);
    await stage.told(ids.alice, ids.general, /is on record|Asked #/);
    return () => stage.pass(1);
  };

export const askingWithALostCard = askingWithALost(ids.approvals);
export const askingWithALostMessage = askingWithALost(ids.alice);

export const openingTheHome: Scene = async (stage) => {
  await askedFor(stage);
  return () => stage.carol.opensHome();
};

export const approving: Scene = async (stage) => {
  const card = await askedFor(stage);
  return () => stage.carol.clicks(card, "Approve");
};

/** carol is on the last of the pages with its members. */
export const approvingInALargeChannel: Scene = async (stage) => {
  stage.slack.settings.itemsPerPage = 1;
  const { members } = stage.slack.channel(ids.approvals);
  stage.slack.updateChannel(ids.approvals, { members: [...members.filter((id) => id !== ids.carol), ids.carol] });
  return approving(stage);
};

/** Slack refuses the message with the link, so its token has to be revoked. */
export const approvingUndeliverable: Scene = async (stage) => {
  const card = await askedFor(stage);
  stage.slack.fail({
    method: "chat.postMessage",
    how: { kind: "error", error: "messages_tab_disabled" },
    match: holdsALink,
  });
  return () => stage.carol.clicks(card, "Approve");
};

export const failing: Scene = async (stage) => {
  const card = await askedFor(stage);
  stage.clerk.fail({
    operation: "actor_tokens.create",
    times: 1,
    when: "before",
    how: { kind: "clerk_error", status: 402, code: "unsupported_subscription_plan_features" },
  });
  return () => stage.carol.clicks(card, "Approve");
};

export const openingTheDenial: Scene = async (stage) => {
  const card = await askedFor(stage);
  return () => stage.carol.clicks(card, "Deny");
};

export const sendingTheDenial: Scene = async (stage) => {
  await stage.carol.clicks(await askedFor(stage), "Deny");
  const form = await modalOf(stage, "carol");
  await stage.slack.until("her right to deny was looked up", () =>
    stage.slack.calls.some(
      ({ method, args, status }) => method === "users.info" && args.user === ids.carol && status !== undefined,
    ),
  );
  await rest(stage);
  return () => stage.carol.submits(form, {});
};

export const cancelling: Scene = async (stage) => {
  await askedFor(stage);
  const message = await stage.directMessage(/\[Cancel request\]/);
  return () => stage.alice.clicks(message, "Cancel request");
};

export const lapsing: Scene = async (stage) => {
  await askedFor(stage);
  return async () => stage.clock.advance(3_600_000);
};

export const reminding: Scene = async (stage) => {
  await askedFor(stage);
  return async () => stage.clock.advance(1_800_000);
};

/** Slack has the reminder, and the bot was not told. */
export const remindingUnanswered: Scene = async (stage) => {
  const card = await askedFor(stage);
  stage.slack.fail({
    method: "chat.postMessage",
    when: "after",
    how: { kind: "drop" },
    match: ({ thread_ts }) => thread_ts === card.ts,
  });
  stage.clock.advance(1_800_000);
  await stage.slack.until("the thread reminds", () => stage.carol.thread(card).length === 1);
  await rest(stage);
  return () => stage.pass(1);
};

export const endingSoon: Scene = async (stage) => {
  const { session } = await linkUsed(stage);
  Object.assign(session, { abandonAt: session.expireAt });
  return async () => stage.clock.advance(1_500_000);
};

/** Clerk has not confirmed alice's revoke for a minute. */
export const unconfirmed: Scene = async (stage) => {
  const message = await linkGiven(stage);
  const how = { kind: "status", status: 503 } as const;
  stage.clerk.fail({ operation: "actor_tokens.revoke", when: "before", times: Number.POSITIVE_INFINITY, how });
  await stage.alice.clicks(message, "Revoke");
  await stage.card(/Clerk has not confirmed/);
  await rest(stage);
  return async () => stage.clock.advance(61_000);
};

export const revokingUnused: Scene = async (stage) => {
  const message = await linkGiven(stage);
  return () => stage.alice.clicks(message, "Revoke");
};

export const revokingUsed: Scene = async (stage) => {
  const { message } = await linkUsed(stage);
  return () => stage.alice.clicks(message, "Revoke");
};

export const daveRevoking: Scene = async (stage) => {
  await linkUsed(stage);
  const card = await stage.card(/In use since .*\[Revoke\]/s);
  return () => stage.dave.clicks(card, "Revoke");
};

export const endedElsewhere: Scene = async (stage) => {
  const { session } = await linkUsed(stage);
  return async () => {
    stage.clerk.revokeSession(session.id);
    stage.clock.advance(15_000);
  };
};

/** alice opens the link without a click that the bot could see, and the bot looks. */
export const watching: Scene = async (stage) => {
  await linkGiven(stage);
  const opened = stage.clerk.browser().open(stage.clerk.actorTokens.at(-1)?.url ?? "");
  if (!opened.ok) throw new Error(opened.code);
  return () => stage.pass(15);
};

/** The same, with a message that Slack lets nobody edit any more. */
const uneditable =
  (which: (stage: Stage) => Promise<{ ts: string }>): Scene =>
  async (stage) => {
    const act = await watching(stage);
    const message = await which(stage);
    stage.slack.fail({
      method: "chat.update",
      times: Number.POSITIVE_INFINITY,
      how: { kind: "error", error: "edit_window_closed" },
      match: ({ ts }) => ts === message.ts,
    });
    return act;
  };

export const watchingTheUneditableCard = uneditable((stage) => stage.card(/has the link/));
export const watchingTheUneditableLink = uneditable((stage) => stage.directMessage(/\[Open as/));

export const expiring: Scene = async (stage) => {
  await linkGiven(stage);
  return async () => stage.clock.advance(600_000);
};

export const reachingTheTimeLimit: Scene = async (stage) => {
  const { session } = await linkUsed(stage);
  // Clerk's clock and the bot's may differ: the session outlives its time there.
  const later = session.expireAt + 3_600_000;
  Object.assign(session, { expireAt: later, abandonAt: later });
  return async () => stage.clock.advance(1_800_000);
};
