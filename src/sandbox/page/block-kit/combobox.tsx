// A text field that offers matching options; the caller supplies them.
import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { Option } from "../../slack/block-kit/text.js";
import type { OptionGroup } from "./options.js";

/** Keeps the option selected by the arrow keys visible. */
export const intoView = (option: HTMLElement | null): void => option?.scrollIntoView({ block: "nearest" });

type Found = readonly OptionGroup[] | "searching" | "failed";

/** What stands in place of options. */
function saying(found: Found) {
  if (found === "searching") return <span className="no-offers">Searching…</span>;
  if (found === "failed") return <span className="no-offers">The app gave no options. Type on to ask it again.</span>;
  return found.every(({ options }) => options.length === 0) && <span className="no-offers">No results</span>;
}

interface ComboboxProps {
  /** The id that a visible label points to; without one, `label` is only for screen readers. */
  readonly id?: string;
  readonly label: string;
  readonly chosen: Option | null;
  readonly placeholder: string;
  /** Called with "" on opening, and after each change with enough letters. Undefined if there is no answer. */
  readonly offer: (query: string) => OptionGroup[] | Promise<OptionGroup[] | undefined>;
  /** Below this many letters nothing is offered. */
  readonly minLetters?: number;
  readonly onChoose: (option: Option) => void;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
}

export function Combobox({
  id,
  label,
  chosen,
  placeholder,
  offer,
  onChoose,
  invalid,
  describedBy,
  minLetters = 0,
}: ComboboxProps) {
  const list = useId();
  const [query, setQuery] = useState<string | undefined>();
  const [found, setFound] = useState<Found>("searching");
  const [at, setAt] = useState(0);
  const open = query !== undefined;
  const groups = typeof found === "string" ? [] : found;
  const options = groups.flatMap((group) => group.options);

  const latest = useRef("");
  const enough = (query?.length ?? 0) >= minLetters;

  const search = async (words: string) => {
    setQuery(words);
    setFound("searching");
    setAt(0);
    latest.current = words;
    if (words.length < minLetters) return;
    const answer = await offer(words);
    // Ignore an outdated answer.
    if (latest.current === words) setFound(answer ?? "failed");
  };
  const choose = (option: Option | undefined) => {
    if (option !== undefined) onChoose(option);
    setQuery(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // An input method (such as Japanese) handles Enter and arrows itself.
    if (event.nativeEvent.isComposing) return;
    if (!open && event.key === "ArrowDown") void search("");
    if (!open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + options.length) % Math.max(options.length, 1));
    else if (event.key === "Enter") choose(options[at]);
    else if (event.key === "Escape") setQuery(undefined);
    else return;
    // Neither close the dialog nor submit the form.
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <span className="combobox">
      <input
        id={id}
        role="combobox"
        aria-label={id === undefined ? label : undefined}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && options.length > 0 ? `${list}-${at}` : undefined}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        autoComplete="off"
        placeholder={placeholder}
        value={query ?? chosen?.text.text ?? ""}
        onClick={() => {
          if (!open) void search("");
        }}
        onChange={(event) => void search(event.target.value)}
        onBlur={() => setQuery(undefined)}
        onKeyDown={onKeyDown}
      />
      {open && (
        <span role="listbox" id={list} aria-label={label} className="offers">
          {!enough && <span className="no-offers">Type {minLetters} letters or more</span>}
          {enough && saying(found)}
          {groups.map(({ label: groupLabel, options: inGroup }) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand in a list of options
            <span key={groupLabel ?? ""} role="group" aria-label={groupLabel ?? label} className="offers-group">
              {groupLabel !== undefined && (
                <span aria-hidden className="offers-label">
                  {groupLabel}
                </span>
              )}
              {inGroup.map((option) => {
                const index = options.indexOf(option);
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keyboard for the list
                  // biome-ignore lint/a11y/useFocusableInteractive: as above
                  <span
                    key={option.value}
                    id={`${list}-${index}`}
                    role="option"
                    aria-selected={index === at}
                    ref={index === at ? intoView : undefined}
                    // Keeps the focus in the field, whose blur would close the list.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => choose(option)}
                  >
                    {option.text.text}
                  </span>
                );
              })}
            </span>
          ))}
        </span>
      )}
    </span>
  );
}
