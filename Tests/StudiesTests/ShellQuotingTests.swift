import Studies
import Testing

@Suite struct ShellQuotingTests {
  @Test(arguments: [
    ("runs/a_b-1.0", "runs/a_b-1.0"), ("", "''"), ("a b", "'a b'"), ("$HOME", "'$HOME'"),
    ("it's", #"'it'\''s'"#), ("~/x", "'~/x'"), ("é", "'é'"), ("a\nb", "'a\nb'"),
  ])
  func wordsReadBackAsThemselves(word: String, quoted: String) {
    #expect(shellQuoted(word) == quoted)
  }
}
