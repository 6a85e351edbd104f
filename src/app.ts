// Builds the bot from its parts, starts it and stops it.
import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { webApi } from "@slack/bolt";
import { z } from "zod";
import { createClerkApi } from "./clerk/api.js";
import { ClerkTime } from "./clerk/clerk-time.js";
import { createIdentityProvider } from "./clerk/identity-provider.js";
import { Limiter } from "./clerk/limiter.js";
import { isPostgres } from "./database-url.js";
import { holdDatabase, nameOfDatabase, openStore } from "./db/store.js";
import { withChanges } from "./impersonation/changes.js";
import { KeyedLock } from "./impersonation/keyed-lock.js";
import type { PendingReply } from "./impersonation/model/pending-reply.js";
import type { Rules } from "./impersonation/model/settings.js";
import type { Clock } from "./impersonation/ports/clock.js";
import { createImpersonation } from "./impersonation/service.js";
import { Lease } from "./lease.js";
import { BackgroundTasks } from "./runtime/background-tasks.js";
import type { Log } from "./runtime/log.js";
import { createNetwork } from "./runtime/network.js";
import { repeat } from "./runtime/repeat.js";
import { Scheduler } from "./scheduler.js";
import type { Config } from "./settings/config.js";
import { AnswersWithForms } from "./slack/handlers/asking/answers-with-forms.js";
import { errorLine } from "./slack/handlers/handler-context.js";
import { listen } from "./slack/handlers/listeners.js";
import { createRefusalLog } from "./slack/handlers/refusal-log.js";
import { HomeFeed } from "./slack/home/home-feed.js";
import { anotherWorkspace, unknownButton } from "./slack/messages/answers/help.js";
import { compose } from "./slack/messages/blocks/compose.js";
import { createCardLinks } from "./slack/outbox/card-links.js";
import { createNotifier } from "./slack/outbox/notifier.js";
import { createAnswer, createTakeBack } from "./slack/replies/answer.js";
import { answerInterrupted } from "./slack/replies/pending-replies.js";
import { GuardedApp } from "./slack/transport/app.js";
import { createConnection } from "./slack/transport/connection.js";
import type { ConnectionRefused } from "./slack/transport/connection-failure.js";
import { libraryLogger } from "./slack/transport/library-logger.js";
import { paced } from "./slack/transport/paced-api.js";
import { createSlackApi, slackErrorOf, slackFetch } from "./slack/transport/web-api.js";
import { createDirectory } from "./slack/workspace/directory.js";
import { reportSettings } from "./slack/workspace/settings-report.js";

export interface Bot {
  /**
   * Accepts nothing new, cancels what only waits, and closes once everything is finished, or after eight seconds: what
   * still runs then is left to the next start, as after a kill. Resolves well before ten seconds.
   */
  stop(): Promise<void>;
  /** Resolves when the bot can't go on and is to be stopped: Slack does not take its app-level token any more. */
  readonly refused: Promise<ConnectionRefused>;
}

const identity = z.object({
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
  is_enterprise_install: z.boolean().default(false),
  /** Of the workspace, such as `https://acme.slack.com/`. */
  url: z.url(),
});
const botInfo = z.object({ bot: z.object({ app_id: z.string() }) });

/** The app is installed on a whole Enterprise Grid organization, whose members would all count as one workspace's. */
export class OrgWideInstall extends Error {
  override readonly name = "OrgWideInstall";
}

/** After this a call to Slack counts as unanswered. */
const slackTimeoutMs = 8_000;
/** With the search itself less than a minute. */
const cardSearchMs = 50_000;
/** Slack waits no longer for an acknowledgement. */
const ackTimeoutMs = 3_000;
/** Supervisors kill what has not stopped after ten seconds. */
const shutdownTimeoutMs = 8_000;

/** Throws a `StoreError` where the database can't be used, and a `SlackError` where Slack does not accept the token. */
export async function startBot(config: Config, clock: Clock, log: Log, open = openStore): Promise<Bot> {
  const release = await holdDatabase(config.databaseUrl, () =>
    log.warn("another understudy holds this database; waiting for it to stop"),
  );
  try {
    const name = nameOfDatabase(config.databaseUrl);
    const which = isPostgres(config.databaseUrl) ? { server: name } : { file: name };
    let isNew = false;
    const store = await open(config.databaseUrl, {
      clock,
      onFailure: (code, error) => log.error("database failed", { code, error }),
      onLocked: () => log.warn("database locked by another program: what is to be written waits for it"),
      onNew: () => {
        isNew = true;
      },
    });
    log.info("database", which);
    if (isNew) log.warn("the database is new: requests made before are not known", which);
    const { stop, refused } = await start(config, clock, log, store).catch(async (error: unknown) => {
      await store.close();
      throw error;
    });
    const stopAll = async () => {
      await stop();
      await store.close();
      release();
      log.info("understudy has stopped");
    };
    let stopped: Promise<void> | undefined;
    return {
      stop() {
        // A signal may come while it stops by itself.
        stopped ??= stopAll();
        return stopped;
      },
      refused,
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function start(config: Config, clock: Clock, log: Log, stored: Awaited<ReturnType<typeof openStore>>) {
  const store = withChanges(stored, (request) => homes.changed(request));
  const now = () => clock.now();
  const stopping = new AbortController();
  // One listener for each wait, without a limit.
  setMaxListeners(0, stopping.signal);
  const network = createNetwork(config.proxies);
  const clientOptions: webApi.WebClientOptions = {
    slackApiUrl: config.slack.apiUrl,
    fetch: slackFetch(network),
    logger: libraryLogger(log),
    timeout: slackTimeoutMs,
    // Callers decide what is retried: a post with a link never is.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
  const api = createSlackApi(new webApi.WebClient(config.slack.botToken.reveal(), clientOptions), log, now);
  const bot = await api.call("auth.test", {}, identity);
  if (bot.is_enterprise_install) throw new OrgWideInstall();
  const { app_id: appId } = (await api.call("bots.info", { bot: bot.bot_id }, botInfo)).bot;

  const { approvalChannel } = config;
  const rules: Rules = { ...config.rules, teamId: bot.team_id, botUserId: bot.user_id };
  const background = new BackgroundTasks(log);
  const lease = new Lease({ store: stored, clock, log });
  const sharers = () => lease.live;
  const lookUps = { api: paced(api, now, sharers), approvalChannel, clock, stopping: stopping.signal };
  const { apiUrl: baseUrl, secretKey } = config.clerk;
  const time = new ClerkTime(clock);
  const limiter = new Limiter({
    requestsPer10s: () => rules.clerkRequestsPer10s / sharers(),
    clock,
    random: Math.random,
    stopping: stopping.signal,
  });
  const directory = createDirectory(lookUps);
  const homes = new HomeFeed({
    api,
    store,
    directory,
    rules,
    workspaceUrl: bot.url,
    clock,
    log,
    sharers,
    inBackground: (work) => background.run(work),
    stopping: stopping.signal,
  });
  const clerk = createClerkApi({ baseUrl, secretKey, clock, time, log, network });
  const notifier = createNotifier({
    api,
    store,
    clock,
    log,
    botUserId: bot.user_id,
    renderContext: {
      approvalChannel: config.approvalChannel,
      approverGroups: config.rules.approvers.groupIds,
      development: config.clerk.development,
      reason: config.rules.reason,
      workspaceUrl: bot.url,
    },
  });
  const identities = createIdentityProvider({ api: clerk, clock, time, limiter, baseUrl });
  const impersonation = createImpersonation({
    rules,
    clock,
    store,
    directory,
    askDirectory: createDirectory(lookUps),
    identities,
    notifier,
    newRequestId: () => `req_${randomBytes(12).toString("base64url")}`,
    random: Math.random,
    locks: new KeyedLock(),
    stopping: stopping.signal,
    wakeScheduler: () => scheduler.wake(),
    // A message that could not be synced is due again, so the scheduler is woken.
    inBackground: (work) => background.run(() => work().finally(() => scheduler.wake())),
  });
  const scheduler: Scheduler = new Scheduler({ store, impersonation, identities, clock, log });
  const answer = createAnswer(api, network, log, (userId, content) => homes.notify(userId, content));

  const connection = createConnection(config, network, clock, log);
  const app = new GuardedApp(
    {
      token: config.slack.botToken.reveal(),
      receiver: connection.receiver,
      clientOptions,
      logger: libraryLogger(log),
      convoStore: false,
      deferInitialization: true,
    },
    {
      log,
      now,
      teamId: bot.team_id,
      appId,
      onForeign: async (userId, responseUrl) => {
        await answer({ userId, responseUrl }, anotherWorkspace);
      },
      onUnmatched: async (userId, responseUrl) => {
        await answer({ userId, responseUrl }, unknownButton);
      },
      onFailed: async (userId, responseUrl, error) => {
        const line = errorLine({ approvalChannel: config.approvalChannel, log }, error);
        await answer({ userId, responseUrl }, compose([{ line }]));
      },
    },
  );
  listen(app, {
    impersonation,
    rules,
    clock,
    approvalChannel: config.approvalChannel,
    workspaceUrl: bot.url,
    api,
    answer,
    takeBack: createTakeBack(network, log),
    answersWithForms: new AnswersWithForms(),
    log,
    pendingReplies: store,
    logRefusal: createRefusalLog(log, now),
    cardLink: createCardLinks(store, bot.url),
    now,
    adopt: (requestId, kind, place) => notifier.adopt(requestId, kind, place),
    homes,
  });

  await app.init().catch((error: unknown) => {
    throw slackErrorOf(error, new URL(config.slack.apiUrl).host);
  });
  await reportSettings(rules, createDirectory(lookUps), identities, config.approvalChannel, log);
  // Before anything new comes in; those who wait are answered once the bot is connected.
  const waiting: PendingReply[] = [];
  let takeUp = (replies: readonly PendingReply[]) => void waiting.push(...replies);
  await lease.take((replies) => takeUp(replies));
  await notifier.retryRefused();
  await scheduler.start();
  await connection.start();
  const shared = { api, answer, approvalChannel, clock, log };
  const context = { ...shared, pendingReplies: store, requests: store, stopping: stopping.signal };
  takeUp = (replies) => {
    scheduler.wake();
    background.run(() => homes.start());
    background.run(() => answerInterrupted(context, replies));
  };
  takeUp(waiting);
  store.onChanged((requestId) => {
    scheduler.wake();
    if (homes.isIdle) return;
    background.run(async () => {
      const request = requestId === undefined ? undefined : await store.get(requestId);
      if (requestId === undefined || request !== undefined) homes.changed(request);
    });
  });
  const search = { clock, log, stopping: stopping.signal, what: "looking for deleted cards", everyMs: cardSearchMs };
  background.run(() =>
    repeat(search, async () => {
      if (!(await store.takeTurn("deleted cards", now(), cardSearchMs))) return;
      if ((await notifier.findDeletedCards()) > 0) scheduler.wake();
    }),
  );
  log.info("understudy is running", { slack: connection.description, development: config.clerk.development });

  const finish = async () => {
    const schedulerStopped = scheduler.stop();
    lease.takeNothingOver();
    // A connection that is being closed carries no acknowledgement any more, and Slack would show that the click failed.
    await within(ackTimeoutMs, app.acknowledged());
    await connection.stop();
    await app.idle();
    await schedulerStopped;
    // Work that just finished may still have messages to sync.
    await background.idle();
    await lease.end();
  };
  const stop = async () => {
    stopping.abort();
    if (await within(shutdownTimeoutMs, finish())) return network.close();
    log.warn("shutdown timed out: the next start resumes what still runs", {
      payloads: app.running,
      due: scheduler.running,
      in_background: background.running,
    });
  };
  return { stop, refused: connection.refused };
}

/** Whether `work` finishes within `ms`. */
async function within(ms: number, work: Promise<void>): Promise<boolean> {
  const timer = new AbortController();
  const timeout = pause(ms, false, { signal: timer.signal }).catch(() => false);
  const inTime = await Promise.race([work.then(() => true), timeout]);
  timer.abort();
  return inTime;
}
