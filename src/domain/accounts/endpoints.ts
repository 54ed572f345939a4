import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { Reply } from '../../http/reply.ts'
import { toFileTimestamp } from '../../lib/timestamp.ts'
import { view } from '../../schema/views.ts'
import { deleteOwnAccount, wrongPassword } from './deletion.ts'
import { type Exports, exportUnderWay } from './exports.ts'
import { DeletedAccountView, DeletionBody, toDeletedAccountView } from './model.ts'
import { moneyHeld } from './rules.ts'

const tag = 'Users'

export const accountEndpoints = (ctx: Context, exports: Exports): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/users/me/export',
    tag,
    summary: 'Export own data',
    description:
      'Everything that the server stores about the caller, as a ZIP archive: a JSON file for each kind of data, and the pictures. It is made while it is sent, so its length is not known before. An addition to the contract.',
    responses: { 200: view.image({ description: 'The archive.' }) },
    fileTypes: ['application/zip'],
    errors: [exportUnderWay],
    run: ({ caller, context }) => {
      const headers = {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="chayenity-${toFileTimestamp(ctx.clock.now())}.zip"`,
      }
      return new Reply(200, context.request.method === 'HEAD' ? null : exports.begin(caller), headers)
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/users/me',
    tag,
    summary: 'Delete own account',
    description:
      'Deletes the caller for good: name, e-mail, contact, place, pictures, buddies, and the gigs that nobody has accepted. Gigs under way are cancelled. Messages and reviews that others have received stay, from "Deleted user", as do payments and the ledger. While money is held for a payment by or to the caller, nothing is deleted (409 `MONEY_HELD`). Limited by account as logins are, and counted apart from them. An addition to the contract.',
    rateClass: 'login',
    body: DeletionBody,
    example: { password: 'securepassword123' },
    responses: { 200: DeletedAccountView },
    errors: [wrongPassword, moneyHeld, 'OVERLOADED'],
    run: ({ command, body }) => deleteOwnAccount(ctx, command, body.password),
    view: () => toDeletedAccountView(ctx.config),
  }),
]
