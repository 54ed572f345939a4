import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { createContext, disposeContext } from '../context.ts'
import { createOpenApiDocument } from '../http/openapi.ts'
import { print } from './output.ts'

/** Opens no data folder and no port. */
export const printOpenApi = async (): Promise<void> => {
  const config = readConfig({ DATA_DIR: ':memory:', LOG_LEVEL: 'silent' }, 'production')
  const ctx = createContext(config)
  const document = await createOpenApiDocument(createApp(ctx), { publicUrl: null })
  print(JSON.stringify(document, null, 2))
  await disposeContext(ctx)
}
