// A bare Bolt app, which acknowledges and does nothing else: what the bot is measured beside.
import { App } from "@slack/bolt";

const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL } = process.env;
const app = new App({
  token: SLACK_BOT_TOKEN,
  appToken: SLACK_APP_TOKEN,
  socketMode: true,
  logLevel: "error",
  clientOptions: { slackApiUrl: SLACK_API_URL },
});
app.command("/impersonate", ({ ack }) => ack());
app.action(/./, ({ ack }) => ack());
app.view(/./, ({ ack }) => ack());
await app.start();
process.stdout.write("the bare app is running\n");
