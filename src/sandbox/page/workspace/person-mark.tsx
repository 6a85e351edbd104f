// A person's avatar.
import { Icon } from "../icons.js";

const hues = [205, 340, 150, 25, 265, 95, 0, 180];

export function PersonMark({ id, name, bot }: { id: string; name: string; bot: boolean }) {
  const hue = hues[[...id].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % hues.length];
  return (
    <span className="person-mark" aria-hidden style={bot ? undefined : { background: `hsl(${hue} 42% 42%)` }}>
      {bot ? <Icon name="masks" /> : name.slice(0, 1).toUpperCase()}
    </span>
  );
}
