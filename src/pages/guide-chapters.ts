export interface Chapter {
  source: string
  /** The page is at `/docs/guide/<name>`. */
  name: string
  title: string
}

export const guidePath = '/docs/guide'

export const chapters: readonly Chapter[] = [
  { source: 'README.md', name: 'start', title: 'Start' },
  { source: 'src/pages/guide/recipes.md', name: 'recipes', title: 'Recipes' },
  { source: 'src/pages/guide/flutter.md', name: 'flutter', title: 'Flutter' },
  { source: 'src/pages/guide/flow.md', name: 'flow', title: 'Flow of a gig' },
  { source: 'src/pages/guide/errors.md', name: 'errors', title: 'Errors' },
  { source: 'src/pages/guide/limits.md', name: 'limits', title: 'Limits' },
  { source: 'src/dev/README.md', name: 'development', title: 'Development kit' },
  { source: 'src/client/README.md', name: 'client', title: 'Client' },
  { source: 'src/cli/README.md', name: 'operation', title: 'Operation' },
  { source: 'src/rulings.md', name: 'rulings', title: 'Rulings' },
  { source: 'scripts/bench/README.md', name: 'speed', title: 'Speed' },
  { source: 'src/README.md', name: 'inside', title: 'Inside' },
]
