// A field that offers what fits the words typed into it; which options those are is for whoever uses it to say.
import { type KeyboardEvent, useId, useState } from "react";
import type { Option } from "../../slack/block-kit/text.js";

interface ComboboxProps {
  /** The id that a visible label points to; without one, `label` is told to screen readers alone. */
  readonly id?: string;
  readonly label: string;
  readonly chosen: Option | null;
  readonly placeholder: string;
  /** Asked on opening with "" and at each keystroke. */
  readonly offer: (query: string) => Option[] | Promise<Option[]>;
  readonly onChoose: (option: Option) => void;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
}

export function Combobox({ id, label, chosen, placeholder, offer, onChoose, invalid, describedBy }: ComboboxProps) {
  const list = useId();
  const [query, setQuery] = useState<string | undefined>();
  const [options, setOptions] = useState<Option[]>([]);
  const [at, setAt] = useState(0);
  const open = query !== undefined;

  const search = async (words: string) => {
    setQuery(words);
    const found = await offer(words);
    setOptions(found);
    setAt(0);
  };
  const choose = (option: Option | undefined) => {
    if (option !== undefined) onChoose(option);
    setQuery(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open && event.key === "ArrowDown") void search("");
    if (!open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((at + step + options.length) % Math.max(options.length, 1));
    else if (event.key === "Enter") choose(options[at]);
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
        aria-activedescendant={open && options.length > 0 ? `${list}-${at}` : undefined}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        autoComplete="off"
        placeholder={placeholder}
        value={query ?? chosen?.text.text ?? ""}
        onClick={() => void search("")}
        onChange={(event) => void search(event.target.value)}
        onBlur={() => setQuery(undefined)}
        onKeyDown={onKeyDown}
      />
      {open && (
        <span role="listbox" id={list} aria-label={label} className="offers">
          {options.length === 0 && <span className="no-offers">Nothing found</span>}
          {options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field, which leads the list
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <span
              key={option.value}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
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
