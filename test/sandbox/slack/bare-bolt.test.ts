// A Bolt app that is not ours is served too: a command, a click and a form.
import { App, SocketModeReceiver } from "@slack/bolt";
import { expect, onTestFinished, test } from "vitest";
import { acme, approve, plain, quiet, section } from "./acme.js";

test("a bare Bolt app answers a command, a click and a form", async () => {
  const { slack } = await acme();
  const clientOptions = () => ({ slackApiUrl: slack.url, retryConfig: { retries: 0 }, logger: quiet });
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: quiet,
    installerOptions: { clientOptions: clientOptions() },
  });
  const app = new App({
    token: slack.botToken,
    receiver,
    logger: quiet,
    clientOptions: clientOptions(),
    deferInitialization: true,
  });
  app.command("/impersonate", async ({ ack, client }) => {
    await ack("on its way");
    await client.chat.postMessage({ channel: "COPEN", text: "card", blocks: [section("card"), approve] });
  });
  app.action("approve", async ({ ack, body, client }) => {
    await ack();
    if (!("trigger_id" in body)) return;
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: "modal",
        callback_id: "why",
        title: plain("Why"),
        submit: plain("Send"),
        blocks: [
          {
            type: "input",
            block_id: "why",
            label: plain("Why"),
            element: { type: "plain_text_input", action_id: "text" },
          },
        ],
      },
    });
  });
  app.view("why", async ({ ack, body, client }) => {
    await ack();
    await client.chat.postMessage({ channel: "COPEN", text: `because ${body.view.state.values.why?.text?.value}` });
  });
  await app.init();
  await app.start();
  onTestFinished(async () => {
    await app.stop();
    await slack.until("its connection is closed", () => slack.sockets.open === 0);
  });

  const alice = slack.as("UALICE");
  expect(await alice.types("CGENERAL", "/impersonate @carol")).toMatchObject({ kind: "acknowledged" });
  expect(alice.messages("CGENERAL").map(({ text }) => text)).toEqual(["on its way"]);
  const card = await slack.until("the card", () => alice.messages("COPEN")[0]);
  expect(await alice.clicks(card, "Approve")).toMatchObject({ kind: "acknowledged" });
  const form = await slack.until("the form", () => alice.modal());
  expect(await alice.submits(form, { why: "I can" })).toMatchObject({ kind: "acknowledged", form: "closed" });
  await slack.until("the answer", () => alice.messages("COPEN").some(({ text }) => text === "because I can"));
});
