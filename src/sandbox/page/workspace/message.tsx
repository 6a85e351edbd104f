// One message or reply as this person sees it.
import type { ShownReply } from "../../contract/workspace.js";
import { Blocks } from "../block-kit/blocks.js";
import { Place } from "../block-kit/place.js";
import { Icon } from "../icons.js";
import { Mrkdwn } from "../text/rich-text.js";
import { timeOfDay } from "../text/slack-time.js";
import { PersonMark } from "./person-mark.js";
import { personIn, useSeen } from "./seen.js";

interface MessageProps {
  readonly message: ShownReply;
  readonly channel: string;
}

export function Message({ message, channel }: MessageProps) {
  const { ts, user, text, blocks, onlyForYou, edited } = message;
  const author = personIn(useSeen(), user);
  const name = author?.kind === "bot" ? author.name : (author?.realName ?? user);
  const atMs = Number(ts) * 1_000;
  return (
    <article
      className={onlyForYou ? "message only-for-you" : "message"}
      data-ts={ts}
      aria-label={`${name}, ${timeOfDay(atMs)}`}
    >
      {onlyForYou && (
        <p className="visibility">
          <Icon name="eye" /> Only visible to you
        </p>
      )}
      <PersonMark id={user} name={name} bot={author?.kind === "bot"} />
      <header>
        <b>{name}</b>
        {author?.kind === "bot" && <span className="app-mark">APP</span>}
        <time dateTime={new Date(atMs).toISOString()}>{timeOfDay(atMs)}</time>
      </header>
      <div>
        <Place value={{ channel, ts }}>
          {blocks.length > 0 ? <Blocks blocks={blocks} /> : <Mrkdwn text={text} verbatim />}
        </Place>
        {edited && <span className="edited">(edited)</span>}
      </div>
    </article>
  );
}
