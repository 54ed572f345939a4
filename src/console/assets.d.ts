/** Files of pages are imported by their path, so that they travel inside the binary. */
declare module '*.png' {
  const path: string
  // biome-ignore lint/style/noDefaultExport: it is how a file import arrives
  export default path
}
declare module '*.css' {
  const path: string
  // biome-ignore lint/style/noDefaultExport: it is how a file import arrives
  export default path
}
declare module '*.htm' {
  const path: string
  // biome-ignore lint/style/noDefaultExport: it is how a file import arrives
  export default path
}
declare module '*.js' {
  const path: string
  // biome-ignore lint/style/noDefaultExport: it is how a file import arrives
  export default path
}
