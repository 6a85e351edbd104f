// A user's name as people say it.
import type { User } from "./state.js";

/** The id, where there is no name. */
export const fullName = ({ firstName, lastName, id }: Pick<User, "firstName" | "lastName" | "id">): string =>
  [firstName, lastName].filter((each) => each !== null).join(" ") || id;
