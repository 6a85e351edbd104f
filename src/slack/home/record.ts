// What is kept of the Homes for the next process. Losing it costs one publish, so a failing database disturbs nothing.
import { isStoreFailure } from "../../impersonation/model/errors.js";

export async function keepIfPossible<T>(write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    // The store has logged what failed.
    if (!isStoreFailure(error)) throw error;
    return undefined;
  }
}
