// Builds the sandbox's page into dist/, from where the sandbox serves it.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("src/sandbox/page"),
  plugins: [react()],
  logLevel: "warn",
  build: {
    outDir: at("dist/sandbox/page"),
    emptyOutDir: true,
    // The page is served from this machine: one large file costs nothing.
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { input: [at("src/sandbox/page/index.html"), at("src/sandbox/page/product.html")] },
  },
});
