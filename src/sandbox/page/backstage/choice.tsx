// A group of radio buttons.
import { useId } from "react";

interface ChoiceProps<Value extends string> {
  readonly title: string;
  readonly labels: Readonly<Record<Value, string>>;
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

export function Choice<Value extends string>({ title, labels, chosen, onChoose }: ChoiceProps<Value>) {
  const name = useId();
  const values: Value[] = [];
  for (const value in labels) values.push(value);
  return (
    <fieldset>
      <legend>{title}</legend>
      {values.map((value) => (
        <label key={value}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          {labels[value]}
        </label>
      ))}
    </fieldset>
  );
}
