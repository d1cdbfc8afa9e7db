import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: './', // so that the page also works below a path of a proxy
  plugins: [react()],
  server: { port: 3000, strictPort: true },
  build: { assetsInlineLimit: 0 }, // the relay's Content-Security-Policy allows no data: addresses
  test: { include: ['tests/**/*.test.{ts,tsx}'] },
})
