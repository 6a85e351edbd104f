// The composer for messages and commands.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ask } from "../connection/ask.js";
import { useAttempt } from "../connection/attempt.js";
import { thisWindow } from "../connection/this-window.js";
import { Icon } from "../icons.js";
import { useSeen } from "../workspace/seen.js";
import { completionAt, mentionsIn, type Offer } from "./completion.js";
import { draftOf, useDraft } from "./drafts.js";
import { OfferList } from "./offer-list.js";
import { ShortcutMenu } from "./shortcut-menu.js";

export function Composer({ channel, title }: { channel: string; title: string }) {
  const seen = useSeen();
  const attempt = useAttempt();
  const list = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [line, setLine, examples] = useDraft(seen.me, channel);
  const [cursor, setCursor] = useState(0);
  const [at, setAt] = useState(0);
  const [dismissed, setDismissed] = useState(false);
  const completion = dismissed ? undefined : completionAt(line, cursor, seen);
  const offers = completion?.offers ?? [];
  const command = seen.commands.find(({ name }) => line.startsWith(`${name} `));

  // A newly opened conversation is ready for typing, and an example for sending.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new example takes the focus
  useEffect(() => field.current?.focus(), [examples]);

  const write = (text: string, cursorAt: number) => {
    setLine(text);
    setCursor(cursorAt);
    setAt(0);
    setDismissed(false);
  };
  const take = (offer: Offer | undefined) => {
    if (offer === undefined || completion === undefined) return;
    const upTo = completion.from + offer.insert.length;
    // Synchronously, so that the cursor does not jump while the person goes on typing.
    flushSync(() => write(line.slice(0, completion.from) + offer.insert + line.slice(completion.to).trimStart(), upTo));
    field.current?.focus();
    field.current?.setSelectionRange(upTo, upTo);
  };
  /** Whether the offer is already typed in full, so that Enter sends. */
  const written = (offer: Offer | undefined) => line.slice(completion?.from, cursor) === offer?.insert.trim();
  const send = async () => {
    if (line.trim() === "") return;
    const typed = line;
    write("", 0);
    const answer = await attempt(() => ask("type", { as: seen.me, channel, line: typed, window: thisWindow }));
    // Restore a line that was not sent, unless a new one has been started.
    if (answer === undefined && draftOf(seen.me, channel) === "") setLine(typed);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // An input method (such as Japanese) handles Enter and arrows itself.
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offers.length > 0 && step !== undefined) setAt((at + step + offers.length) % offers.length);
    else if (offers.length > 0 && event.key === "Escape") setDismissed(true);
    else if (offers.length > 0 && (event.key === "Tab" || (event.key === "Enter" && !written(offers[at]))))
      take(offers[at]);
    else if (event.key === "Enter" && !event.shiftKey) void send();
    else return;
    event.preventDefault();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {offers.length > 0 && <OfferList id={list} offers={offers} at={at} onTake={take} />}
      {command !== undefined && offers.length === 0 && (
        <p className="command-help">
          <b>{command.name}</b> {command.usageHint}
        </p>
      )}
      <ShortcutMenu />
      <div className="composer-field">
        <div className="composer-mirror" aria-hidden>
          {mentionsIn(line, seen).map(({ piece, mention }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no id but their position
            <span key={index} className={mention ? "mention" : undefined}>
              {piece}
            </span>
          ))}
        </div>
        <textarea
          ref={field}
          role="combobox"
          aria-label={`Message ${title}`}
          aria-expanded={offers.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={offers.length > 0 ? `${list}-${at}` : undefined}
          placeholder={`Message ${title}`}
          rows={1}
          value={line}
          onChange={({ target }) => write(target.value, target.selectionStart)}
          onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
      </div>
      <button type="submit" className="send" aria-label="Send" disabled={line.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}
