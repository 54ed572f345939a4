import { createHash } from 'node:crypto'
import packageJson from '../package.json'
import {
  type InstalledPackage,
  type NativeLibrary,
  readInstalledPackages,
  readNativeLibraries,
} from '../src/cli/installed-packages.ts'

/**
 * Prints the bill of materials in the form of CycloneDX 1.6: bun run --silent sbom > chayenity.cdx.json. The same tree of
 * packages gives the same text.
 */

/** Package URL (purl) of a package of npm. */
const purlOf = (id: string): string => `pkg:npm/${id.replace('@', at => (id.startsWith('@') ? '%40' : at))}`

const licenseOf = (license: string) =>
  / (?:AND|OR|WITH) /.test(license) ? { expression: license } : { license: { id: license } }

/** A library inside of the package that brings libvips. Its licence is told in words. */
const libraryOf = ({ name, version, license }: NativeLibrary) => ({
  type: 'library',
  name,
  ...(version !== null && { version }),
  licenses: [{ license: { name: license } }],
})

const componentOf = (
  { name, version, license, sha512, isDevelopment }: InstalledPackage,
  libraries: NativeLibrary[],
) => {
  const [group, own] = name.startsWith('@') ? name.split('/') : [undefined, name]
  const purl = purlOf(`${name}@${version}`)
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group && { group }),
    name: own,
    version,
    scope: isDevelopment ? 'excluded' : 'required',
    hashes: [{ alg: 'SHA-512', content: Buffer.from(sha512, 'base64').toString('hex') }],
    licenses: [licenseOf(license)],
    purl,
    ...(name.includes('/sharp-libvips-') && { components: libraries.map(libraryOf) }),
  }
}

/** A UUID that follows from the content, as the form of version 8 (RFC 9562) allows. */
const serialNumberOf = (content: string): string => {
  const hex = createHash('sha256').update(content).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return `urn:uuid:${parts.join('-')}`
}

export const createSbom = async () => {
  const packages = (await readInstalledPackages()).sort((one, other) =>
    `${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1,
  )
  const libraries = await readNativeLibraries()
  const { name, version, packageManager } = packageJson
  const runtime = packageManager.replace('bun@', '')
  const bun = { type: 'platform', 'bom-ref': `pkg:generic/bun@${runtime}`, name: 'bun', version: runtime }
  const components = [
    ...packages.map(one => componentOf(one, libraries)),
    { ...bun, purl: bun['bom-ref'], scope: 'required' },
  ]
  const dependencies = packages.map(({ name, version, needs }) => ({
    ref: purlOf(`${name}@${version}`),
    dependsOn: needs.map(purlOf).sort(),
  }))
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumberOf(JSON.stringify([version, components])),
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': name, name, version } },
    components,
    dependencies,
  }
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await createSbom(), null, 2)}\n`)
