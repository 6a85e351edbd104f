// Behind a proxy: the bot as a process in a network in which Slack and Clerk have names that only the proxy can reach.
import { afterEach, expect, test } from "vitest";
import { TunnelProxy } from "./behind-proxy/proxy.js";
import { authority, tlsFront } from "./behind-proxy/tls-front.js";
import { BotProcess, killAll } from "./bot-process.js";
import { curtain, raise, type Stage } from "./stage.js";

afterEach(async () => {
  killAll();
  await curtain();
});

const slackHost = "slack.test";
const socketHost = "wss.slack.test";
const clerkHost = "api.clerk.test";

/** A proxy to the stage's Slack and Clerk under names, and the settings that lead there but for the proxy's own. */
async function behindProxy({ slack, clerk, sandbox }: Stage) {
  const names = [
    [new URL(slack.url).origin.replace("http", "ws"), `wss://${socketHost}`],
    [clerk.url, `https://${clerkHost}`],
  ] as const;
  const slackFront = await tlsFront(slack.url, names);
  const clerkFront = await tlsFront(clerk.url, names);
  const proxy = await TunnelProxy.start({
    [`${slackHost}:443`]: slackFront,
    [`${socketHost}:443`]: slackFront,
    [`${clerkHost}:443`]: clerkFront,
  });
  const settings = {
    ...sandbox.settings,
    SLACK_API_URL: `https://${slackHost}/api/`,
    CLERK_API_URL: `https://${clerkHost}`,
  };
  return { proxy, settings };
}

const isRunning = /understudy is running/;

// Which proxy is taken for what is in test/settings/config.test.ts and test/runtime/network.test.ts.
test("everything goes through the proxy: calls to Slack and Clerk, and the websockets; its password is not in the log", async () => {
  const stage = await raise({ bot: "none" });
  const { proxy, settings } = await behindProxy(stage);
  const HTTPS_PROXY = `http://bot:pass%20word@${proxy.address}`;
  const bot = BotProcess.node({ ...settings, HTTPS_PROXY, NODE_EXTRA_CA_CERTS: authority });
  await bot.says(isRunning);
  expect(stage.slack.sockets.open).toBe(2);
  await stage.approved();
  expect(new Set(proxy.asked)).toEqual(new Set([slackHost, socketHost, clerkHost].map((host) => `${host}:443`)));
  expect(proxy.credentials).toBe("bot:pass word");
  expect(bot.output).not.toMatch(/pass(%20| )word/);
  const [, afterwards = ""] = bot.output.split("understudy is running");
  expect(afterwards).not.toMatch(/ (warn|error) /);
});

test("when the proxy drops its tunnels and opens no more, the log names host and cause; later the bot is back by itself", async () => {
  const stage = await raise({ bot: "none" });
  const { proxy, settings } = await behindProxy(stage);
  const bot = BotProcess.node({
    ...settings,
    HTTPS_PROXY: proxy.address,
    NODE_EXTRA_CA_CERTS: authority,
    SESSION_POLL: "1s",
  });
  await bot.says(isRunning);
  await stage.approved();
  proxy.refusesWith = 503;
  proxy.drop();
  const cause = 'cause="the proxy answered 503"';
  await bot.says(new RegExp(` warn no connection to Slack connection=\\d host=${slackHost} ${cause}`));
  await bot.says(new RegExp(` warn clerk GET /v1/sessions no answer \\d+ms host=${clerkHost} ${cause}`));
  await bot.says(new RegExp(` error Slack is out of reach.* host=${slackHost} ${cause}`));
  proxy.refusesWith = undefined;
  await bot.says(/ info Slack is back /);
  await stage.alice.clicks(await stage.directMessage(/\[Revoke\]/), "Revoke");
  await stage.card(/@alice revoked access.*The link was never opened/s);
});

type Settings = Awaited<ReturnType<typeof behindProxy>>;

test.each<readonly [string, (there: Settings) => object, RegExp]>([
  [
    "a proxy that is not there",
    () => ({ HTTPS_PROXY: "127.0.0.1:2" }),
    /Slack can't be reached at slack\.test \(ECONNREFUSED 127\.0\.0\.1:2\)\. Check the network/,
  ],
  [
    "a proxy that wants a password",
    ({ proxy }) => {
      proxy.refusesWith = 407;
      return { HTTPS_PROXY: proxy.address };
    },
    /slack\.test \(the proxy answered 407\)\. The proxy wants a user name and a password/,
  ],
  [
    "a certificate that is not trusted",
    ({ proxy }) => ({ HTTPS_PROXY: proxy.address }),
    /slack\.test \((UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN)\)\. Its certificate is not trusted here.*NODE_EXTRA_CA_CERTS/,
  ],
  [
    "a name that is not known, as it is not asked of the proxy",
    ({ proxy }) => ({ HTTPS_PROXY: proxy.address, NO_PROXY: "localhost, .slack.test" }),
    /slack\.test \((ENOTFOUND|EAI_AGAIN) slack\.test\)\. Check the network, its DNS/,
  ],
])("%s ends the start with a sentence that names host and cause", async (_what, change, sentence) => {
  const stage = await raise({ bot: "none" });
  const there = await behindProxy(stage);
  const bot = BotProcess.node({ ...there.settings, ...change(there) });
  expect(await bot.exited).toEqual({ code: 1 });
  expect(bot.output).toMatch(sentence);
  expect(bot.output).not.toMatch(/unhandled|\n\s+at /);
});

test("a Clerk that can't be reached does not keep the bot from starting, and the log names host and cause", async () => {
  const stage = await raise({ bot: "none" });
  const bot = BotProcess.node({ ...stage.sandbox.settings, CLERK_API_URL: "http://127.0.0.1:2" });
  await bot.says(isRunning);
  expect(bot.output).toMatch(
    / warn clerk GET \/v1\/users no answer \d+ms host=127\.0\.0\.1:2 cause="ECONNREFUSED 127\.0\.0\.1:2"\n/,
  );
  expect(bot.output).toContain(" error Clerk gave no usable answer");
});
