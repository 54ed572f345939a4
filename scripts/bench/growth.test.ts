import { expect, test } from 'bun:test'
import { createApp } from '../../src/app.ts'
import { createOpenApiDocument } from '../../src/http/openapi.ts'
import { type OpenApiDocument, operationsOf } from '../../test/support/operations.ts'
import { startTestServer } from '../../test/support/server.ts'
import { measurements } from './growth-operations.ts'

test('the growth bench measures every operation of the document and no other', async () => {
  const server = await startTestServer()
  const document: OpenApiDocument = JSON.parse(
    JSON.stringify(await createOpenApiDocument(createApp(server.ctx), { publicUrl: null })),
  )
  await server.stop()
  const documented = operationsOf(document).map(({ name }) => name)
  expect([...new Set(measurements.map(({ operation }) => operation))].sort()).toEqual(documented.sort())
})
