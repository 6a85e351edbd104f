import { createServer } from "node:http";
import { App, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import { expect, onTestFinished, test } from "vitest";
import type { SlackWorkspace } from "../../../src/sandbox/slack/workspace.js";
import { acme, approve, eventsAt, plain, quiet, section } from "./acme.js";

const clientOptions = (slack: SlackWorkspace) => ({
  slackApiUrl: slack.url,
  retryConfig: { retries: 0 },
  logger: quiet,
});

/** Asks for a reason on a click, and says in the channel what was given. */
function bareApp(slack: SlackWorkspace, receiver: Receiver): App {
  const app = new App({
    token: slack.botToken,
    receiver,
    logger: quiet,
    clientOptions: clientOptions(slack),
    deferInitialization: true,
  });
  app.command("/impersonate", async ({ ack, client }) => {
    await ack("on its way");
    await client.chat.postMessage({ channel: "COPEN", text: "card", blocks: [section("card"), approve] });
  });
  app.action("approve", async ({ ack, body, client, respond }) => {
    await ack();
    await respond({ text: "asked for a reason", replace_original: false });
    if (!("trigger_id" in body)) return;
    const element = { type: "plain_text_input" as const, action_id: "text" };
    const why = { type: "input" as const, block_id: "why", label: plain("Why"), element };
    const view = {
      type: "modal" as const,
      callback_id: "why",
      title: plain("Why"),
      submit: plain("Send"),
      blocks: [why],
    };
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
  app.view("why", async ({ ack, body, client }) => {
    const reason = body.view.state.values.why?.text?.value ?? "";
    if (reason.length < 3) return ack({ response_action: "errors", errors: { why: "say more" } });
    await ack();
    await client.chat.postMessage({ channel: "COPEN", text: `because ${reason}` });
  });
  return app;
}

async function overSockets(slack: SlackWorkspace): Promise<void> {
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: quiet,
    installerOptions: { clientOptions: clientOptions(slack) },
  });
  const app = bareApp(slack, receiver);
  await app.init();
  await app.start();
  onTestFinished(async () => {
    await app.stop();
    await slack.until("its connection is closed", () => slack.sockets.open === 0);
  });
}

async function overHttp(slack: SlackWorkspace): Promise<void> {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: quiet });
  await bareApp(slack, receiver).init();
  const server = createServer((request, response) => receiver.requestListener(request, response));
  slack.deliverTo(await eventsAt(server));
}

test.each([
  ["Socket Mode", overSockets],
  ["signed HTTP", overHttp],
])("a bare Bolt app answers a command, a click and a form over %s", async (_line, start) => {
  const { slack } = await acme();
  await start(slack);
  const alice = slack.as("UALICE");
  expect(await alice.types("CGENERAL", "/impersonate @carol")).toMatchObject({ kind: "acknowledged" });
  expect(alice.messages("CGENERAL")).toMatchObject([{ text: "on its way", ephemeralFor: "UALICE" }]);
  const card = await slack.until("the card", () => alice.messages("COPEN")[0]);
  expect(await alice.clicks(card, "Approve")).toMatchObject({ kind: "acknowledged" });
  const form = await slack.until("the form", () => alice.modal());
  expect(alice.messages("COPEN")[1]).toMatchObject({ text: "asked for a reason", ephemeralFor: "UALICE" });
  expect(await alice.submits(form, { why: "x" })).toMatchObject({ kind: "errors", errors: { why: "say more" } });
  expect(await alice.submits(form, { why: "I can" })).toMatchObject({ kind: "acknowledged", form: "closed" });
  await slack.until("the answer", () => alice.messages("COPEN").some(({ text }) => text === "because I can"));
});
