// Imported first: zod compiles schemas with `new Function` by default, which the content security policy forbids.
import { config } from "zod";

config({ jitless: true });
