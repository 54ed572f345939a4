import type { Config } from '../config.ts'
import { systemClock } from '../lib/clock.ts'
import type { Finding } from './doctor/finding.ts'
import { examineBackups, examineClock, examineDisk } from './doctor/folder.ts'
import { examineCertificate, examineProxy, examineServer } from './doctor/network.ts'
import { examineBucket, examineDatabase, examineRedis } from './doctor/services.ts'
import { examineSettings } from './doctor/settings.ts'
import { exitCodes } from './exit-codes.ts'
import { counted, print } from './output.ts'

const examine = async (environment: Record<string, string | undefined>): Promise<Finding[]> => {
  const { config, findings } = examineSettings(environment)
  if (!config) return findings
  const nowMs = systemClock.now()
  const isStored = config.dataDir !== ':memory:'
  const [services, server, proxy] = await Promise.all([
    examineServices(config),
    examineServer(config),
    examineProxy(config),
  ])
  return [
    ...findings,
    ...(isStored ? examineDisk(config) : []),
    examineClock(config, nowMs, proxy.dateMs),
    ...examineCertificate(config, nowMs),
    ...services,
    server,
    ...proxy.findings,
    ...(isStored && config.databaseUrl === null ? [examineBackups(config, nowMs)] : []),
  ]
}

const examineServices = async (config: Config): Promise<Finding[]> => {
  const findings = await Promise.all([examineDatabase(config), examineRedis(config), examineBucket(config)])
  return findings.flat()
}

const lineOf = ({ level, topic, sentence, advice }: Finding): string => {
  const line = `${level.padEnd(9)}${topic.padEnd(13)}${sentence}`
  return advice ? `${line}\n${' '.repeat(22)}${advice}` : line
}

/** A problem makes the exit code 1; a warning does not. */
export const doctor = async (): Promise<void> => {
  const findings = await examine(process.env)
  print(...findings.map(lineOf))
  const count = (level: Finding['level']) => findings.filter(finding => finding.level === level).length
  const problems = count('problem')
  print('', `${counted(problems, 'problem')}, ${counted(count('warning'), 'warning')}.`)
  if (problems > 0) process.exitCode = exitCodes.error
}
