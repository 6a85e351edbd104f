// Maps commands, buttons and forms to their handlers. Each payload is recorded and acknowledged before the work begins.
import type { App } from "@slack/bolt";
import { deferRejection } from "../../impersonation/deferred-rejection.js";
import { isStoreFailure } from "../../impersonation/model/errors.js";
import type { MessageKind, Place } from "../../impersonation/model/message.js";
import type { PendingReply } from "../../impersonation/model/pending-reply.js";
import type { PendingReplyStore } from "../../impersonation/ports/pending-reply-store.js";
import { actionIds } from "../messages/buttons.js";
import { denialForm } from "../messages/denial-form.js";
import { requestForm } from "../messages/request-form.js";
import { trackPending } from "../replies/pending-replies.js";
import {
  actionPayload,
  commandPayload,
  fingerprint,
  formKey,
  type Submission,
  submissionPayload,
} from "../transport/payloads.js";
import { command } from "./command.js";
import { approve, type Click, cancel, checkingDenial, denialSubmitted, deny, retry } from "./decision.js";
import { type HandlerContext, withErrorReply } from "./handler-context.js";
import { checkingRequest, editRequest, fieldProblems, requestSubmitted } from "./request-form.js";
import { linkClicked, revoke } from "./revoke.js";

interface ListenerContext extends HandlerContext {
  readonly pendingReplies: PendingReplyStore;
  readonly now: () => number;
  /** A click shows where one of the bot's messages is, also one whose post was never answered. */
  readonly adopt: (requestId: string, kind: MessageKind, place: Place) => Promise<void>;
}

type Handle = (context: HandlerContext, click: Click) => Promise<void>;

/** With the kind of direct message that has the button; null for one that stands in an answer. */
const buttons: readonly (readonly [string, Handle, MessageKind | null])[] = [
  [actionIds.approve, approve, "card"],
  [actionIds.deny, deny, "card"],
  [actionIds.retry, retry, "card"],
  [actionIds.cancel, cancel, "asked"],
  [actionIds.revoke, revoke, "link"],
  [actionIds.open, linkClicked, "link"],
  [actionIds.edit, editRequest, null],
];

export function listen(app: App, context: ListenerContext): void {
  app.command("/impersonate", async ({ ack, body }) => {
    const { text, user_id, trigger_id, response_url } = commandPayload.parse(body);
    const sender = { userId: user_id, responseUrl: response_url };
    const pendingReply = pendingReplyTo(context, "ask", user_id, trigger_id);
    await trackPending(context, pendingReply, {
      acknowledge: () => ack(),
      ignore: () => ack(),
      work: () => withErrorReply(context, sender, () => command(context, { sender, text, triggerId: trigger_id })),
    });
  });

  for (const [actionId, handle, directMessage] of buttons) {
    app.action(actionId, async ({ ack, body }) => {
      const { user, trigger_id, response_url, container, actions } = actionPayload.parse(body);
      const { value } = actions[0];
      const clicker = { userId: user.id, responseUrl: response_url };
      const { channel_id: channel, message_ts: ts, is_ephemeral } = container;
      const adoptMessage = async () => {
        if (directMessage === null || channel === undefined || ts === undefined || is_ephemeral === true) return;
        const kind = channel === context.approvalChannel ? "card" : directMessage;
        // Where the database fails, what the click does says so, and a revoke still works.
        await context.adopt(value, kind, { channel, ts }).catch(unlessStoreFailure);
      };
      const work = async () => {
        // Not waited for: a form has to open within three seconds, also where another program has the database locked.
        const adopted = deferRejection(adoptMessage());
        await withErrorReply(context, clicker, () => handle(context, { clicker, value, triggerId: trigger_id }));
        await adopted();
      };
      const pendingReply = pendingReplyTo(context, "click", user.id, trigger_id);
      await trackPending(context, pendingReply, {
        acknowledge: () => ack(),
        ignore: () => ack(),
        work,
      });
    });
  }

  app.view(requestForm, async ({ ack, body }) => {
    const submission = submissionPayload.parse(body);
    const errors = fieldProblems(context, submission);
    if (Object.keys(errors).length > 0) return ack({ response_action: "errors", errors });
    await trackPending(context, pendingReplyInForm(context, "ask", submission), {
      acknowledge: () => ack({ response_action: "update", view: checkingRequest }),
      ignore: () => ack(),
      work: () => requestSubmitted(context, { userId: submission.user.id }, submission),
    });
  });

  app.view(denialForm, async ({ ack, body }) => {
    const submission = submissionPayload.parse(body);
    await trackPending(context, pendingReplyInForm(context, "click", submission), {
      acknowledge: () => ack({ response_action: "update", view: checkingDenial }),
      ignore: () => ack(),
      work: () => denialSubmitted(context, { userId: submission.user.id }, submission),
    });
  });
}

function unlessStoreFailure(error: unknown): void {
  if (!isStoreFailure(error)) throw error;
}

function pendingReplyTo(
  { now }: ListenerContext,
  kind: PendingReply["kind"],
  userId: string,
  key: string,
): PendingReply {
  return { key: fingerprint(key), userId, kind, viewId: null, at: now() };
}

function pendingReplyInForm(
  context: ListenerContext,
  kind: PendingReply["kind"],
  submission: Submission,
): PendingReply {
  const { user, view } = submission;
  return { ...pendingReplyTo(context, kind, user.id, formKey(submission)), viewId: view.id };
}
