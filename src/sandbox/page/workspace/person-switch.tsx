// Who this window is.
import { parts } from "../../cast.js";
import type { ShownPerson } from "../../contract/workspace.js";
import { useSeen } from "./seen.js";

export function PersonSwitch({ onSwitch }: { onSwitch: (personId: string) => void }) {
  const { me, people } = useSeen();
  return (
    <label className="person-switch">
      You are
      <select value={me} onChange={(event) => onSwitch(event.target.value)}>
        {people
          .filter(({ kind }) => kind !== "bot")
          .map((person) => (
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
