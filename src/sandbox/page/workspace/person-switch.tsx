// Switches the window's person.
import { parts } from "../../cast.js";
import type { ShownPerson } from "../../contract/workspace.js";
import { humansIn, useSeen } from "./seen.js";

export function PersonSwitch({ onSwitch }: { onSwitch: (personId: string) => void }) {
  const seen = useSeen();
  return (
    <label className="person-switch">
      You are
      <select value={seen.me} onChange={(event) => onSwitch(event.target.value)}>
        {humansIn(seen).map((person) => (
          <option key={person.id} value={person.id}>
            {describe(person)}
          </option>
        ))}
      </select>
    </label>
  );
}

function describe({ id, realName }: ShownPerson): string {
  const part = parts[id];
  return part === undefined ? realName : `${realName} (${part})`;
}
