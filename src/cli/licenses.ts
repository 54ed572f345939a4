import { readInstalledPackages, readLicenseTexts, readNativeLibraries } from './installed-packages.ts'
import { print } from './output.ts'

export const printLicenses = async ({ texts = false }: { texts?: boolean }): Promise<void> =>
  texts ? print((await readLicenseTexts()).trimEnd()) : printTable()

const printTable = async (): Promise<void> => {
  const packages = await readInstalledPackages()
  const libraries = await readNativeLibraries()
  const rows = [
    ...packages.filter(({ isDevelopment }) => !isDevelopment),
    ...libraries.map(({ name, version, license }) => ({ name, version: version ?? '', license })),
    // Its own page lists the libraries in it: https://bun.com/docs/project/license
    { name: 'bun', version: Bun.version, license: 'MIT, with libraries under LGPL-2.1 and others' },
  ].sort((one, other) => (one.name < other.name ? -1 : 1))
  const widest = (of: (row: (typeof rows)[number]) => string) => Math.max(...rows.map(row => of(row).length))
  const [nameWidth, versionWidth] = [widest(row => row.name), widest(row => row.version)]
  print(
    ...rows.map(
      ({ name, version, license }) =>
        `${name.padEnd(nameWidth)}  ${version.padEnd(versionWidth)}  ${license}`,
    ),
  )
}
