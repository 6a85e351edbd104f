// A message with the thread below it: how many replies, and opened the replies themselves and a field for another.
import { useId, useState } from "react";
import type { ShownMessage, ShownReply } from "../../contract/workspace.js";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { Icon } from "../icons.js";
import { timeOfDay } from "../text/slack-time.js";
import { Message } from "./message.js";
import { useSeen } from "./seen.js";

interface ThreadProps {
  readonly message: ShownMessage;
  readonly channel: string;
  /** Whether people can write in the conversation. */
  readonly writable: boolean;
}

export function ThreadedMessage({ message, channel, writable }: ThreadProps) {
  const thread = <Thread message={message} channel={channel} writable={writable} />;
  if (!message.deleted) {
    return (
      <div className="threaded">
        <Message message={message} channel={channel} />
        {thread}
      </div>
    );
  }
  return (
    <div className="threaded">
      <article className="message tombstone" aria-label="Deleted message">
        <span className="person-mark" aria-hidden>
          <Icon name="trash" />
        </span>
        <p>{message.text}</p>
      </article>
      {thread}
    </div>
  );
}

function Thread({ message: { ts, replies, deleted, onlyForYou }, channel, writable }: ThreadProps) {
  const [open, setOpen] = useState(false);
  const region = useId();
  const last = replies.at(-1);
  const canReply = writable && !onlyForYou;
  if (last === undefined && (deleted || !canReply)) return null;
  return (
    <div className={last === undefined && !open ? "thread empty-thread" : "thread"}>
      <button
        type="button"
        className="thread-toggle"
        aria-expanded={open}
        aria-controls={region}
        onClick={() => setOpen(!open)}
      >
        {last === undefined ? "Reply in thread" : count(replies)}
      </button>
      {last !== undefined && <span className="last-reply">Last reply at {timeOfDay(Number(last.ts) * 1_000)}</span>}
      {open && (
        <section id={region} className="replies" aria-label="Thread">
          {replies.map((reply) => (
            <Message key={reply.ts} message={reply} channel={channel} />
          ))}
          {canReply && <ReplyField channel={channel} ts={ts} />}
        </section>
      )}
    </div>
  );
}

const count = ({ length }: readonly ShownReply[]) => (length === 1 ? "1 reply" : `${length} replies`);

function ReplyField({ channel, ts }: { channel: string; ts: string }) {
  const { me } = useSeen();
  const attempt = useAttempt();
  const [text, setText] = useState("");
  const send = async () => {
    if (text.trim() === "") return;
    const answer = await attempt(() => ask("reply", { as: me, channel, ts, text }));
    // What was not sent is not lost.
    if (answer !== undefined) setText("");
  };
  return (
    <form
      className="reply-field"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        type="text"
        autoComplete="off"
        aria-label="Reply"
        placeholder="Reply…"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="send" aria-label="Send the reply" disabled={text.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}
