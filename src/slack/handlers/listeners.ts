// Maps commands, buttons and forms to their handlers. Each payload is recorded and acknowledged before the work begins.
import type { App } from "@slack/bolt";
import { deferRejection } from "../../impersonation/deferred-rejection.js";
import { isStoreFailure } from "../../impersonation/model/errors.js";
import type { MessageKind, Place } from "../../impersonation/model/message.js";
import type { PendingReply } from "../../impersonation/model/pending-reply.js";
import type { PendingReplyStore } from "../../impersonation/ports/pending-reply-store.js";
import { RecentAnswers } from "../../runtime/recent-answers.js";
import { actionIds } from "../messages/blocks/buttons.js";
import { denialForm } from "../messages/forms/denial-form.js";
import { requestFields, requestForm } from "../messages/forms/request-form.js";
import { trackPending } from "../replies/pending-replies.js";
import {
  actionPayload,
  commandPayload,
  fingerprint,
  formKey,
  homeOpenedEvent,
  type Submission,
  shortcutPayload,
  submissionKey,
  submissionPayload,
  suggestionPayload,
} from "../transport/payloads.js";
import { askAgain } from "./ask-again.js";
import { editRequest, openRequestForm } from "./asking/open-form.js";
import { pickSubject } from "./asking/pick.js";
import { type FormResponse, fieldProblems, submitRequest } from "./asking/submitted-form.js";
import { suggestions } from "./asking/suggestions.js";
import { command } from "./command.js";
import { approve, type Click, cancel, checkingDenial, denialSubmitted, deny, retry } from "./decision.js";
import { type HandlerContext, withErrorReply } from "./handler-context.js";
import { linkClicked, revoke } from "./revoke.js";
import { revokeAll } from "./revoke-all.js";
import { parseSubcommand } from "./subcommand.js";

interface ListenerContext extends HandlerContext {
  readonly pendingReplies: PendingReplyStore;
  readonly now: () => number;
  /** A click shows where one of the bot's messages is, also one whose post was never answered. */
  readonly adopt: (requestId: string, kind: MessageKind, place: Place) => Promise<void>;
  readonly homes: Homes;
}

/** The Home tabs, which are kept up to date for those who opened or used them lately. */
interface Homes {
  /** `shown`: the view that Slack has of it; undefined where it has none. */
  opened(userId: string, shown: { readonly hash?: string | undefined } | undefined): void;
  used(userId: string): void;
}

type Handle = (context: HandlerContext, click: Click) => Promise<void>;

/** With the kind of direct message that has the button; null where its place is of no use: in answers, and for Ask again. */
const buttons: readonly (readonly [string, Handle, MessageKind | null])[] = [
  [actionIds.approve, approve, "card"],
  [actionIds.deny, deny, "card"],
  [actionIds.retry, retry, "card"],
  [actionIds.cancel, cancel, "asked"],
  [actionIds.revoke, revoke, "link"],
  [actionIds.open, linkClicked, "link"],
  [actionIds.edit, editRequest, null],
  [actionIds.openForm, (context, { clicker, triggerId }) => openRequestForm(context, clicker, triggerId), null],
  [actionIds.pick, pickSubject, null],
  [actionIds.askAgain, askAgain, null],
  [actionIds.revokeAll, revokeAll, null],
];

/** The global shortcut, as the manifest calls it. */
const requestAccess = "request_access";

export function listen(app: App, context: ListenerContext): void {
  const responses = new RecentAnswers<FormResponse>(context.now);
  app.command("/impersonate", async ({ ack, body }) => {
    const { text, user_id, trigger_id, response_url } = commandPayload.parse(body);
    const sender = { userId: user_id, responseUrl: response_url };
    const kind = parseSubcommand(text) === undefined ? "ask" : "click";
    const pendingReply = pendingReplyTo(context, kind, user_id, trigger_id);
    await trackPending(context, pendingReply, {
      acknowledge: () => ack(),
      ignore: () => ack(),
      work: () => withErrorReply(context, sender, () => command(context, { sender, text, triggerId: trigger_id })),
    });
  });

  for (const [actionId, handle, directMessage] of buttons) {
    app.action(actionId, async ({ ack, body }) => {
      const { user, trigger_id, response_url, container, view, actions } = actionPayload.parse(body);
      const { value } = actions[0];
      const inHome = view?.type === "home";
      const clicker = { userId: user.id, responseUrl: response_url, inHome };
      if (inHome) context.homes.used(user.id);
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
      const kind = actionId === actionIds.pick ? "ask" : "click";
      const pendingReply = pendingReplyTo(context, kind, user.id, trigger_id);
      await trackPending(context, pendingReply, {
        acknowledge: () => ack(),
        ignore: () => ack(),
        work,
      });
    });
  }

  app.event("app_home_opened", async ({ event }) => {
    const { user, tab, view } = homeOpenedEvent.parse(event);
    if (tab === "home") context.homes.opened(user, view ?? undefined);
  });

  app.view(requestForm, async ({ ack, body }) => {
    const submission = submissionPayload.parse(body);
    const errors = fieldProblems(context, submission);
    if (Object.keys(errors).length > 0) return ack({ response_action: "errors", errors });
    const { user, view } = submission;
    const key = submissionKey(submission);
    await trackPending(
      context,
      { ...pendingReplyTo(context, "ask", user.id, key), viewId: view.id },
      {
        // Whichever delivery Slack listens to, it hears the same.
        ignore: async () => ack(await responses.get(key, 0, async () => undefined)),
        work: async () => {
          const { response, rest } = submitRequest(context, submission);
          await ack(await responses.get(key, 0, () => response));
          await rest();
        },
      },
    );
  });

  app.options(requestFields.who, async ({ ack, body }) => {
    const { user, value } = suggestionPayload.parse(body);
    await ack({ options: await suggestions(context, user.id, value) });
  });

  app.shortcut(requestAccess, async ({ ack, body }) => {
    const { user, trigger_id } = shortcutPayload.parse(body);
    const recipient = { userId: user.id };
    await trackPending(context, pendingReplyTo(context, "click", user.id, trigger_id), {
      acknowledge: () => ack(),
      ignore: () => ack(),
      work: () => withErrorReply(context, recipient, () => openRequestForm(context, recipient, trigger_id)),
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
