import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Client } from '../test/support/client.ts'
import { post } from '../test/support/gigs.ts'
import { bytesOf, still } from '../test/support/images.ts'
import { blocksOf } from '../test/support/markdown.ts'
import { joinMali, joinSomchai } from '../test/support/people.ts'
import { temporaryFolder } from '../test/support/process.ts'
import { startTestServer } from '../test/support/server.ts'

/**
 * Makes clients of the document with openapi-generator: bun run generators. Needs Java, Maven and Python; the generator
 * and the Kotlin compiler come from Maven Central. Warnings about names are failures, the Kotlin client is compiled, and
 * the Python client logs in, searches and uploads.
 */

const version = '7.14.0'
const generator = `org.openapitools:openapi-generator-cli:${version}`
const languages = ['kotlin', 'typescript-fetch', 'dart', 'swift6', 'python'] as const
const flutterPage = 'src/pages/guide/flutter.md'
/** A name that a generator has to change, because the language has it or cannot have it. */
const aboutNames = /renamed|reserved word|cannot be used as|conflict|duplicat/i

const say = (text: string) => process.stdout.write(`${text}\n`)
const folder = temporaryFolder()
const source = resolve('test/generators')
const passed: string[] = []
let failures = 0

const run = async (command: string[], cwd: string, settings: Record<string, string> = {}) => {
  const child = Bun.spawn(command, {
    cwd,
    env: { ...process.env, ...settings },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  return { exitCode: await child.exited, out, output: out + err }
}

const report = (name: string, problem: string | null) => {
  if (problem === null) passed.push(name)
  else failures += 1
  say(problem === null ? `ok     ${name}` : `FAILED ${name}: ${problem}`)
}

const requireTools = () => {
  const missing = ['java', 'mvn', 'python3'].filter(name => Bun.which(name) === null)
  if (missing.length === 0) return
  say(`There is no ${missing.join(', ')}. Debian: apt-get install default-jre-headless maven python3-venv.`)
  process.exit(1)
}

const fetchGenerator = async (): Promise<string> => {
  const jar = join(folder.path, 'generator.jar')
  const copy = [
    'mvn',
    '-q',
    '-B',
    'dependency:copy',
    `-Dartifact=${generator}`,
    `-DoutputDirectory=${folder.path}`,
  ]
  const { exitCode, output } = await run([...copy, '-Dmdep.stripVersion=true'], folder.path)
  if (exitCode !== 0) throw new Error(output)
  copyFileSync(join(folder.path, 'openapi-generator-cli.jar'), jar)
  return jar
}

/** @param options those of `generate` of openapi-generator */
const generate = async (
  jar: string,
  language: string,
  options = ['-i', 'openapi.json', '-g', language, '-o', language],
): Promise<void> => {
  const { exitCode, output } = await run(['java', '-Xmx1g', '-jar', jar, 'generate', ...options], folder.path)
  const warnings = output.split('\n').filter(line => line.includes('WARN') && aboutNames.test(line))
  const problem = exitCode === 0 ? warnings.join('\n') : output.slice(-2000)
  report(`${language} generates without a warning about a name`, problem === '' ? null : problem)
}

const compileKotlin = async (): Promise<void> => {
  const project = join(folder.path, 'kotlin')
  copyFileSync(join(source, 'kotlin-pom.xml'), join(project, 'pom.xml'))
  const { exitCode, output } = await run(['mvn', '-q', '-B', 'compile'], project)
  report('kotlin compiles', exitCode === 0 ? null : output.slice(-3000))
}

const usePython = async (url: string, password: string): Promise<void> => {
  const environment = join(folder.path, 'venv')
  const python = join(environment, 'bin/python')
  await run(['python3', '-m', 'venv', environment], folder.path)
  const installed = await run([python, '-m', 'pip', 'install', '-q', './python'], folder.path)
  if (installed.exitCode !== 0) return report('python installs', installed.output.slice(-2000))
  const picture = join(folder.path, 'mali.png')
  await Bun.write(picture, await bytesOf(still().png()))
  const settings = { SERVER_URL: url, USER_NAME: 'mali@example.com', PASSWORD: password }
  const { exitCode, out, output } = await run(
    [python, join(source, 'programs/client.py'), picture],
    folder.path,
    settings,
  )
  const wanted = JSON.stringify({ title: 'A gig for every generator', helper: null, type: 'image/png' })
  const isRight = exitCode === 0 && JSON.stringify(JSON.parse(out)) === wanted
  report('python logs in, searches and uploads', isRight ? null : output.slice(-3000))
}

requireTools()
mkdirSync(folder.path, { recursive: true })
const server = await startTestServer()
try {
  const [somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  await post(somchai, { title: 'A gig for every generator' })
  const document = (await new Client(server.url).get('/openapi.json')).body
  await Bun.write(join(folder.path, 'openapi.json'), JSON.stringify(document))
  const jar = await fetchGenerator()
  for (const language of languages) await generate(jar, language)
  for (const { marker, text } of blocksOf(await Bun.file(flutterPage).text())) {
    if (!marker.endsWith('.yaml')) continue
    await Bun.write(join(folder.path, marker), text)
    await generate(jar, marker, ['-c', marker])
  }
  if (existsSync(join(folder.path, 'kotlin'))) await compileKotlin()
  await usePython(server.url, mali.password)
} finally {
  await server.stop()
  folder.remove()
}
say(failures === 0 ? `Openapi-generator ${version}: ${passed.join(', ')}` : `${failures} failed`)
process.exit(failures === 0 ? 0 : 1)
