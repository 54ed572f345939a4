import { basePath } from '../shared/base-path.ts'
import { useWords } from '../shared/language.tsx'
import type { ReportRecord } from './api.ts'
import { reportWords } from './report-words.ts'
import { hrefOf } from './route.ts'

/** Of a chat the server shows the reported message alone. */
export const Reported = ({ report }: { report: ReportRecord }) => {
  const words = useWords(reportWords)
  const { kind, title, text, image_url, has_picture } = report
  const isGone = kind === 'picture' ? !has_picture : title === null && text === null && image_url === null
  if (isGone) return <p class="quiet">{words.gone}</p>
  return (
    <div class="reported">
      {kind === 'message' && <p class="quiet">{words.chatNote}</p>}
      {title && <h3>{title}</h3>}
      {text && <blockquote>{text}</blockquote>}
      {has_picture && (
        <img
          src={`${basePath}/api/_ops/reports/${encodeURIComponent(report.id)}/picture`}
          alt={words.picture}
        />
      )}
      {image_url && !has_picture && (
        <p>
          {words.linkedPicture}: <code>{image_url}</code>
        </p>
      )}
      {kind === 'gig' && <a href={hrefOf('gigs', report.subject_id)}>{words.openGig}</a>}
    </div>
  )
}
