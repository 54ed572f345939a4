import { defineConfig } from '@playwright/test'

// biome-ignore lint/style/noDefaultExport: Playwright reads it.
export default defineConfig({
  testMatch: '*.playwright.ts',
  workers: 2,
  timeout: 60_000,
  use: {
    launchOptions: { executablePath: process.env.CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu'] },
  },
})
