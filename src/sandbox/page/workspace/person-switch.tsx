// Switches the window's person: everybody's avatar in a row.
import { parts } from "../../cast.js";
import { PersonMark } from "./person-mark.js";
import { humansIn, useSeen } from "./seen.js";

export function PersonSwitch({ onSwitch }: { onSwitch: (personId: string) => void }) {
  const seen = useSeen();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form
    <div className="person-switch" role="group" aria-label="You are">
      {humansIn(seen).map(({ id, realName }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === seen.me}
          title={parts[id] === undefined ? realName : `${realName}. ${parts[id]}`}
          onClick={() => onSwitch(id)}
        >
          <PersonMark id={id} name={realName} bot={false} />
          <Name name={realName} />
          <span className="person-part">{parts[id]}</span>
        </button>
      ))}
    </div>
  );
}

/** There is room for everybody's first name, and for the whole name of the person one is. */
function Name({ name }: { name: string }) {
  const [first, ...rest] = name.split(" ");
  return (
    <span className="person-name">
      {first}
      <span className="last-name"> {rest.join(" ")}</span>
    </span>
  );
}
