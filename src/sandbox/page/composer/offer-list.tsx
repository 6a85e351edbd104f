// The list of completions above the composer.
import { intoView } from "../block-kit/combobox.js";
import type { Offer } from "./completion.js";

interface OfferListProps {
  readonly id: string;
  readonly offers: readonly Offer[];
  readonly at: number;
  readonly onTake: (offer: Offer) => void;
}

export function OfferList({ id, offers, at, onTake }: OfferListProps) {
  return (
    <div role="listbox" id={id} className="offers above" aria-label="Suggestions">
      {offers.map((offer, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the composer handles the keyboard for the list
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={offer.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          ref={index === at ? intoView : undefined}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(offer)}
        >
          <b>{offer.name}</b> <span>{offer.about}</span>
        </div>
      ))}
    </div>
  );
}
