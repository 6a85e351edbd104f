// A person's avatar: the first letter of their name on a color of their own.
import { Icon } from "../icons.js";

/** Hues on which a white letter is readable at the lightness used here. */
const hues = [212, 330, 162, 22, 262, 190, 350, 290, 140];

/** The same for each window, and another one for each person of the cast. */
export function hueOf(id: string): number {
  const sum = [...id].reduce((total, letter) => (total * 179 + (letter.codePointAt(0) ?? 0)) % 9_973, 7);
  return hues[sum % hues.length] ?? 0;
}

export function PersonMark({ id, name, bot }: { id: string; name: string; bot: boolean }) {
  const hue = hueOf(id);
  const background = `linear-gradient(135deg, hsl(${hue} 52% 42%), hsl(${hue + 24} 58% 32%))`;
  return (
    <span className={bot ? "person-mark app" : "person-mark"} aria-hidden style={bot ? undefined : { background }}>
      {bot ? <Icon name="masks" /> : name.slice(0, 1).toUpperCase()}
    </span>
  );
}
