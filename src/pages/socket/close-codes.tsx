import type { CloseCode } from './sockets-document.ts'

export const CloseCodes = ({ codes }: { codes: CloseCode[] }) => {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable with the keyboard
    <section class="codes" aria-label="Close codes" tabIndex={0}>
      <h2>When the server closes a socket</h2>
      <table>
        <thead>
          <tr>
            <th>Code</th>
            <th>Why</th>
            <th>Reconnect?</th>
            <th>What then</th>
          </tr>
        </thead>
        <tbody id="codes">
          {codes.map(({ code, reason, reconnect, advice }) => (
            <tr key={reason}>
              <td>{code}</td>
              <td>{reason}</td>
              <td>{reconnect}</td>
              <td>{advice}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
