// Where a block is: in a message or in a form. A press in it is sent with that.
import { createContext, useContext } from "react";
import type { ShownPlace } from "../../contract/actions.js";

const PlaceContext = createContext<ShownPlace | undefined>(undefined);
export const Place = PlaceContext.Provider;

export function usePlace(): ShownPlace {
  const place = useContext(PlaceContext);
  if (place === undefined) throw new Error("a block stands nowhere");
  return place;
}
