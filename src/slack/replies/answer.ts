// Answers that only the person who clicked or typed can see.
import { type $Fetch, createFetch } from "ofetch";
import { z } from "zod";
import type { Log } from "../../runtime/log.js";
import type { Network } from "../../runtime/network.js";
import { causeOf } from "../../runtime/network-failure.js";
import type { Content } from "../messages/blocks/compose.js";
import { okAnswer, type SlackApi, SlackError } from "../transport/web-api.js";

export interface Recipient {
  readonly userId: string;
  /** Absent for forms and the Home tab: Slack gives them none. */
  readonly responseUrl?: string | undefined;
  /** They pressed a button in their Home tab, which can show the answer. */
  readonly inHome?: boolean;
}

/** What a reply needs. */
export interface ReplyContext {
  readonly api: SlackApi;
  readonly answer: Answer;
  readonly approvalChannel: string;
}

/** Resolves with undefined once delivered, or with the error, already logged, that prevented it. */
export type Answer = (
  recipient: Recipient,
  content: Content,
  /** `instead`: takes the place of the answer whose button was pressed. */
  place?: "instead",
) => Promise<SlackError | undefined>;

/** Deletes the answer whose button gave this response URL; what Slack does not delete stays, which is logged. */
export type TakeBack = (responseUrl: string) => Promise<void>;

const refused = z.object({ error: z.string().regex(/^[a-z_]{1,80}$/) });
const posted = z.object({ channel: z.string() });
const flags = { unfurl_links: false, unfurl_media: false };

/** Shows an answer in the person's Home tab; resolves with whether it did. */
export type ShowInHome = (userId: string, content: Content) => Promise<boolean>;

/**
 * Uses the payload's response URL, or the Home tab that was pressed in, and where that fails a direct message, so that no
 * click stays unanswered.
 */
export function createAnswer(api: SlackApi, { fetch }: Network, log: Log, showInHome: ShowInHome): Answer {
  const send = createFetch({ fetch });
  return async ({ userId, responseUrl, inHome }, content, place) => {
    if (inHome === true && (await showInHome(userId, content))) return undefined;
    const answer = { replace_original: place === "instead", ...content };
    if (responseUrl !== undefined && (await viaResponseUrl(send, responseUrl, answer, log))) return undefined;
    try {
      await api.call("chat.postMessage", { channel: userId, ...content, ...flags }, posted);
      return undefined;
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      log.error("delivery failed: answer", { user: userId, error: error.code });
      return error;
    }
  };
}

export function createTakeBack({ fetch }: Network, log: Log): TakeBack {
  const send = createFetch({ fetch });
  return async (responseUrl) => {
    await viaResponseUrl(send, responseUrl, { delete_original: true }, log);
  };
}

/** Covers the whole answer: ofetch's own timeout ends with the headers, and the direct message waits for this. */
const responseUrlTimeoutMs = 5_000;

async function viaResponseUrl(send: $Fetch, url: string, answer: object, log: Log): Promise<boolean> {
  const signal = AbortSignal.timeout(responseUrlTimeoutMs);
  try {
    const body = { response_type: "ephemeral", ...answer, ...flags };
    // Slack may answer 200 and say `ok: false` in the body; it sends plain "ok" as well.
    const request = { method: "POST", body, retry: 0, signal, redirect: "error" } as const;
    const reply: unknown = await send(url, request);
    const ok = reply === "ok" || okAnswer.safeParse(reply).success;
    if (!ok) log.warn("slack response_url refused", { error: refused.safeParse(reply).data?.error });
    return ok;
  } catch (error) {
    // Of the error only the cause is kept: it carries the URL, which is a secret.
    log.warn("slack response_url failed", { cause: causeOf(error) });
    return false;
  }
}
