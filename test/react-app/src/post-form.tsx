import { useMutation } from '@tanstack/react-query'
import { ChayenityError } from 'chayenity/client'
import { api } from './api'

const post = async (form: FormData) => {
  const picture = form.get('picture')
  const images =
    picture instanceof File && picture.size > 0 ? [(await api.uploadGigImage({ file: picture })).url] : []
  return api.createGig({
    title: String(form.get('title')),
    description: String(form.get('description')),
    duration_hours: 2,
    budget: Number(form.get('budget')),
    latitude: 13.75,
    longitude: 100.55,
    address_text: 'Lumphini Park',
    image_urls: images,
  })
}

export const PostForm = ({ onPosted }: { onPosted: (gigId: string) => void }) => {
  const posting = useMutation({ mutationFn: post, onSuccess: gig => onPosted(gig.id) })
  const fields = posting.error instanceof ChayenityError ? posting.error.fieldErrors : {}
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        posting.mutate(new FormData(event.currentTarget))
      }}
    >
      <h1>New gig</h1>
      <label>
        Title <input name="title" required />
      </label>
      <label>
        Description <textarea name="description" required />
      </label>
      <label>
        Budget <input name="budget" inputMode="decimal" required />
      </label>
      {fields.budget?.map(message => (
        <p key={message} role="alert">
          {message}
        </p>
      ))}
      <label>
        Picture <input name="picture" type="file" accept="image/*" />
      </label>
      {posting.error && <p role="alert">{posting.error.message}</p>}
      <button type="submit" disabled={posting.isPending}>
        Post
      </button>
    </form>
  )
}
