// The workspace of the contract tests, and plain Slack clients for it.
import { once } from "node:events";
import type { Server } from "node:http";
import { type Logger, LogLevel, SocketModeClient } from "@slack/socket-mode";
import { WebAPIPlatformError, WebClient } from "@slack/web-api";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";
import { MovableClock } from "../../../src/sandbox/clock.js";
import { type SlackOptions, type SlackWorkspace, startSlack } from "../../../src/sandbox/slack/workspace.js";

const everyScope = [
  "commands",
  "chat:write",
  "im:write",
  "im:read",
  "users:read",
  "users:read.email",
  "usergroups:read",
  "channels:read",
  "groups:read",
];

export interface AcmeOptions extends Partial<Omit<SlackOptions, "manifest" | "seed" | "clock">> {
  scopes?: string[];
  shouldEscape?: boolean;
  messagesTab?: boolean;
  homeTab?: boolean;
  interactivity?: boolean;
  events?: string[];
}

export function manifest({
  scopes = everyScope,
  shouldEscape = true,
  messagesTab = true,
  homeTab = true,
  interactivity = true,
  events = ["app_home_opened"],
}: AcmeOptions) {
  return stringify({
    display_information: { name: "Understudy" },
    features: {
      app_home: { home_tab_enabled: homeTab, messages_tab_enabled: messagesTab },
      bot_user: { display_name: "understudy" },
      slash_commands: [{ command: "/impersonate", description: "Ask", should_escape: shouldEscape }],
      shortcuts: [{ name: "Request access", type: "global", callback_id: "request_access", description: "Ask" }],
    },
    oauth_config: { scopes: { bot: scopes } },
    settings: {
      interactivity: { is_enabled: interactivity },
      event_subscriptions: { bot_events: events },
      socket_mode_enabled: true,
    },
  });
}

export const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
const clientOptions = (slack: SlackWorkspace) => ({
  slackApiUrl: slack.url,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: quiet,
});

export interface Acme {
  slack: SlackWorkspace;
  clock: MovableClock;
  web: WebClient;
}

/** Closed when the test ends. */
export async function acme(options: AcmeOptions = {}): Promise<Acme> {
  const clock = new MovableClock();
  const slack = await startSlack({
    clock,
    manifest: manifest(options),
    seed: {
      people: [
        { id: "UALICE", name: "alice", realName: "Alice Adams", email: "alice@acme.test" },
        { id: "UBOB", name: "bob", realName: "Bob Brown", email: "bob@acme.test", deleted: true },
        { id: "UCAROL", name: "carol", realName: "Carol Clark", email: "carol@acme.test" },
        { id: "UDAVE", name: "dave", realName: "Dave Dean", email: "dave@acme.test", isRestricted: true },
        { id: "UEVE", name: "eve", realName: "Eve Evans", teamId: "T0OTHER", visible: false },
      ],
      channels: [
        { id: "CGENERAL", name: "general", members: ["UALICE", "UCAROL", "UDAVE"] },
        { id: "CCARDS", name: "approvals", members: ["UALICE", "UCAROL", "UDAVE"], hasBot: true, isPrivate: true },
        { id: "CSECRET", name: "secret", members: ["UCAROL"], isPrivate: true },
        { id: "COPEN", name: "open", members: ["UALICE", "UCAROL"], hasBot: true },
        { id: "COLD", name: "old", members: ["UALICE"], hasBot: true, isArchived: true },
      ],
      userGroups: [{ id: "SMANAGERS", handle: "managers", members: ["UCAROL", "UBOB"] }],
    },
    ...options,
  });
  onTestFinished(() => slack.close());
  return { slack, clock, web: new WebClient(slack.botToken, clientOptions(slack)) };
}

export const client = (slack: SlackWorkspace, token: string) => new WebClient(token, clientOptions(slack));

/** Slack's error code and messages; "accepted" if there was none. */
export async function refusal(call: Promise<unknown>): Promise<{ error: string; messages: string[] }> {
  try {
    await call;
    return { error: "accepted", messages: [] };
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    return { error: error.data.error, messages: error.data.response_metadata?.messages ?? [] };
  }
}

const socketEvent = z.object({
  ack: z.custom<(answer?: unknown) => Promise<void>>((value) => typeof value === "function"),
  type: z.string(),
  accepts_response_payload: z.boolean(),
  retry_num: z.number().optional(),
  retry_reason: z.string().optional(),
  body: z.record(z.string(), z.unknown()),
});
const lastBody = z.object({
  text: z.string().optional(),
  trigger_id: z.string().default(""),
  response_url: z.string().default(""),
});
export type Received = z.infer<typeof socketEvent>;

const acknowledge: (got: Received) => unknown = ({ ack }) => ack();

/** A bare app on Socket Mode: it records what it receives, and acknowledges with `answer`. */
export async function connect(slack: SlackWorkspace, options: { clientPingTimeout?: number } = {}) {
  const socket = new SocketModeClient({
    appToken: slack.appToken,
    clientOptions: clientOptions(slack),
    logger: quiet,
    ...options,
  });
  const received: Received[] = [];
  const app = {
    socket,
    received,
    answer: acknowledge,
    last: () => lastBody.parse(received.at(-1)?.body ?? {}),
  };
  socket.on("slack_event", async (event: unknown) => {
    const got = socketEvent.parse(event);
    received.push(got);
    await app.answer(got);
  });
  await socket.start();
  onTestFinished(() => socket.disconnect());
  return app;
}

export const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
export const buttons = (...elements: Record<string, unknown>[]) => ({
  type: "actions",
  block_id: "buttons",
  elements: elements.map((each) => ({ type: "button", ...each })),
});
export const plain = (text: string) => ({ type: "plain_text" as const, text });
export const approve = buttons({ text: plain("Approve"), action_id: "approve", value: "r1" });

/** The URL of an app's HTTP endpoint. Closed when the test ends. */
export async function eventsAt(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return `http://127.0.0.1:${port}/slack/events`;
}
