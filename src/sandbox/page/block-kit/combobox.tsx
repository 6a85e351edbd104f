// A field that offers what fits the words typed into it; its caller supplies the options.
import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { Option } from "../../slack/block-kit/text.js";

/** For the option that the arrow keys have come to. */
export const intoView = (option: HTMLElement | null): void => option?.scrollIntoView({ block: "nearest" });

interface ComboboxProps {
  /** The id that a visible label points to; without one, `label` is for screen readers only. */
  readonly id?: string;
  readonly label: string;
  readonly chosen: Option | null;
  readonly placeholder: string;
  /** Asked on opening with "" and at each keystroke that leaves enough letters. */
  readonly offer: (query: string) => Option[] | Promise<Option[]>;
  /** With fewer letters nothing is offered. */
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
  /** Undefined while they are looked for. */
  const [options, setOptions] = useState<Option[] | undefined>();
  const [at, setAt] = useState(0);
  const open = query !== undefined;

  const latest = useRef("");
  const enough = (query?.length ?? 0) >= minLetters;

  const search = async (words: string) => {
    setQuery(words);
    setOptions(undefined);
    setAt(0);
    latest.current = words;
    if (words.length < minLetters) return;
    const found = await offer(words);
    // A late answer, for words that have changed since.
    if (latest.current === words) setOptions(found);
  };
  const choose = (option: Option | undefined) => {
    if (option !== undefined) onChoose(option);
    setQuery(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // What is being composed (Japanese, say) takes its Enter and arrows itself.
    if (event.nativeEvent.isComposing) return;
    if (!open && event.key === "ArrowDown") void search("");
    if (!open) return;
    const offered = options ?? [];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + offered.length) % Math.max(offered.length, 1));
    else if (event.key === "Enter") choose(offered[at]);
    else if (event.key === "Escape") setQuery(undefined);
    else return;
    // The dialog around it must not close, and the form not be sent.
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
        aria-activedescendant={open && options !== undefined && options.length > 0 ? `${list}-${at}` : undefined}
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
          {enough && options === undefined && <span className="no-offers">Searching…</span>}
          {options?.length === 0 && <span className="no-offers">Nothing found</span>}
          {options?.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which leads the list
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <span
              key={option.value}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              ref={index === at ? intoView : undefined}
              // Before the field loses the focus, and with it the list.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(option)}
            >
              {option.text.text}
            </span>
          ))}
        </span>
      )}
    </span>
  );
}
