// A field of a form: label, element, hint and error.
import { useId } from "react";
import type { InputBlock as Input } from "../../slack/block-kit/blocks.js";
import { minLetters, offered } from "../../slack/block-kit/elements.js";
import { Combobox } from "../block-kit/combobox.js";
import { NativeSelect } from "../block-kit/native-select.js";
import { peopleFitting, personOption } from "../block-kit/options.js";
import { useSearch } from "../block-kit/press.js";
import { personIn, useSeen } from "../workspace/seen.js";
import { useFields } from "./fields.js";

export function InputBlock({ block }: { block: Input }) {
  const id = useId();
  const { errors } = useFields();
  const error = errors[block.block_id];
  const notes = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="input-block">
      <label htmlFor={id}>
        {block.label.text}
        {block.optional && <span className="optional"> (optional)</span>}
      </label>
      <Field block={block} id={id} invalid={error !== undefined} describedBy={notes || undefined} />
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
      {block.hint !== undefined && (
        <p id={`${id}-hint`} className="hint">
          {block.hint.text}
        </p>
      )}
    </div>
  );
}

interface FieldProps {
  readonly block: Input;
  readonly id: string;
  readonly invalid: boolean;
  readonly describedBy: string | undefined;
}

function Field({ block, id, invalid, describedBy }: FieldProps) {
  const { filled, fill } = useFields();
  const seen = useSeen();
  const { element, block_id: blockId, label } = block;
  const search = useSearch({ blockId, actionId: element.action_id });
  const value = filled[blockId] ?? null;
  const text = typeof value === "string" ? value : "";
  const option = typeof value === "string" ? null : value;
  const shared = { id, "aria-invalid": invalid, "aria-describedby": describedBy };
  const searched = { id, label: label.text, invalid, describedBy };
  switch (element.type) {
    case "plain_text_input": {
      const typed = {
        ...shared,
        value: text,
        placeholder: element.placeholder?.text,
        required: !block.optional,
        "data-focus-on-load": element.focus_on_load,
        onChange: (event: { target: { value: string } }) => fill(blockId, event.target.value),
      };
      return element.multiline ? <textarea {...typed} rows={4} /> : <input type="text" autoComplete="off" {...typed} />;
    }
    case "static_select":
      return (
        <NativeSelect
          id={id}
          invalid={invalid}
          describedBy={describedBy}
          select={element}
          value={option?.value ?? ""}
          onChange={(chosen) => {
            fill(blockId, offered(element).find((each) => each.value === chosen) ?? null);
          }}
        />
      );
    case "external_select":
      return (
        <Combobox
          {...searched}
          placeholder={element.placeholder?.text ?? "Search"}
          chosen={option}
          offer={search}
          minLetters={minLetters(element)}
          onChoose={(chosen) => fill(blockId, chosen)}
        />
      );
    case "users_select": {
      const person = personIn(seen, text);
      return (
        <Combobox
          {...searched}
          placeholder={element.placeholder?.text ?? "Select a person"}
          chosen={person === undefined ? null : personOption(person)}
          offer={(query) => [{ options: peopleFitting(seen.people, query) }]}
          onChoose={(chosen) => fill(blockId, chosen.value)}
        />
      );
    }
  }
}
