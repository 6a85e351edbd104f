// A static select as a native select element, with its option groups.
import { groupsOf, type StaticSelect } from "./options.js";

interface NativeSelectProps {
  readonly select: StaticSelect;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label?: string | undefined;
  readonly id?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
}

export function NativeSelect({ select, value, onChange, label, id, invalid, describedBy }: NativeSelectProps) {
  return (
    <select
      id={id}
      aria-label={label}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {value === "" && <option value="">{select.placeholder?.text ?? "Select an option"}</option>}
      {groupsOf(select).map((group) => {
        const options = group.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text.text}
          </option>
        ));
        if (group.label === undefined) return options;
        return (
          <optgroup key={group.label} label={group.label}>
            {options}
          </optgroup>
        );
      })}
    </select>
  );
}
