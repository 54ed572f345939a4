import { SQL } from 'bun'
import { searchPostgis } from './postgis.ts'

/** A peer: what somebody would write by hand with Bun.serve before PostGIS for one question, the search of gigs. */

// All run on one core, so more connections would only wait for each other.
const sql = new SQL({ url: String(process.env.POSTGIS_URL), max: 4 })

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  routes: {
    '/search': async request => {
      const wanted = new URL(request.url).searchParams
      const number = (name: string) => Number(wanted.get(name))
      return Response.json(
        await searchPostgis(sql, {
          center: { latitude: number('latitude'), longitude: number('longitude') },
          radiusKm: number('radius'),
          status: 'PENDING',
          minBudgetSatang: null,
          maxBudgetSatang: null,
        }),
      )
    },
  },
})
process.stdout.write(`http://127.0.0.1:${server.port}\n`)
