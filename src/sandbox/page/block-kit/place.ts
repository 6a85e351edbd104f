// The place of a block, a message or a form, which is sent with each press.
import { createContext, useContext } from "react";
import type { ShownPlace } from "../../contract/actions.js";

const PlaceContext = createContext<ShownPlace | undefined>(undefined);
export const Place = PlaceContext.Provider;

export function usePlace(): ShownPlace {
  const place = useContext(PlaceContext);
  if (place === undefined) throw new Error("usePlace outside of Place");
  return place;
}
