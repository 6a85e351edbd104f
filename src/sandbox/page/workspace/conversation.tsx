// A conversation's messages and the composer.
import { useEffect, useLayoutEffect, useRef } from "react";
import type { ShownConversation } from "../../contract/workspace.js";
import { Boundary } from "../boundary.js";
import { Composer } from "../composer/composer.js";
import { ask } from "../connection/ask.js";
import { EmptyConversation } from "./empty-conversation.js";
import { titleOf, useSeen } from "./seen.js";
import { ThreadedMessage } from "./thread.js";

/** This close to its end, the conversation counts as scrolled to the end. */
const nearEndPx = 60;

interface ConversationProps {
  readonly conversation: ShownConversation;
  /** A permalink's message: it is scrolled to and marked. */
  readonly pointedAt: string | undefined;
}

export function Conversation({ conversation, pointedAt }: ConversationProps) {
  const { id, messages, unread, closed } = conversation;
  const { me } = useSeen();
  const log = useRef<HTMLDivElement>(null);
  const heightBefore = useRef(0);
  const latest = messages
    .flatMap(({ ts, replies }) => [ts, ...replies.map((each) => each.ts)])
    .sort()
    .at(-1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the messages change
  useLayoutEffect(() => {
    const { current } = log;
    if (current === null) return;
    // Do not scroll if the person is reading further up.
    const wasAtEnd = heightBefore.current - current.scrollTop - current.clientHeight < nearEndPx;
    if (wasAtEnd) current.scrollTop = current.scrollHeight;
    heightBefore.current = current.scrollHeight;
  }, [messages]);

  useEffect(() => {
    const target = pointedAt && log.current?.querySelector(`[data-ts="${CSS.escape(pointedAt)}"]`);
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.classList.add("pointed-at");
    return () => target.classList.remove("pointed-at");
  }, [pointedAt]);

  useEffect(() => {
    if (unread === 0 || latest === undefined) return;
    // A shown conversation counts as read. Errors are ignored: the sandbox may be unreachable or the message deleted.
    ask("read", { as: me, channel: id, ts: latest }).catch(() => {});
  }, [unread, latest, id, me]);

  const title = titleOf(conversation);
  return (
    <>
      <div ref={log} className="messages" role="log" aria-label={`Messages in ${title}`}>
        {messages.length === 0 && <EmptyConversation conversation={conversation} />}
        {messages.map((message) => (
          <Boundary key={message.ts} instead={<p className="placeholder">This message could not be shown.</p>}>
            <ThreadedMessage message={message} channel={id} writable={closed === undefined} />
          </Boundary>
        ))}
      </div>
      {closed === undefined ? <Composer channel={id} title={title} /> : <p className="composer-closed">{closed}</p>}
    </>
  );
}
