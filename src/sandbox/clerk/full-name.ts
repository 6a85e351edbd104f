// A user's full name.
import type { User } from "./state.js";

/** The id if the user has no name. */
export const fullName = ({ firstName, lastName, id }: Pick<User, "firstName" | "lastName" | "id">): string =>
  [firstName, lastName].filter((each) => each !== null).join(" ") || id;
