import JSON
import Testing

@testable import Reporting

@Suite struct ReportTests {
  @Test func csvQuotesWhatMustBeQuotedAndNothingElse() {
    let text = CSV.text(
      header: ["a", "b,c"], rows: [["x\"y", .number(-0.0)], [nil, 1], ["l\nm", .number(.nan)]])
    #expect(text == "a,\"b,c\"\n\"x\"\"y\",-0.0\n,1\n\"l\nm\",nan\n")
  }

  @Test func tablesArePaddedAndNumbersStandRight() {
    let table = Table(
      caption: "c",
      columns: [.init("model"), .init("lost", unit: "%", digits: 2), .init("scale")],
      rows: [
        [.text("a|b"), .number(0.123), .powerOfTwo(65536)],
        [.text("longer"), .fixed(12.5, places: 1), .empty],
      ])
    #expect(
      table.markdown == """
        | model  | lost, % | scale |
        | ------ | ------: | ----: |
        | a\\|b   |    0.12 |  2^16 |
        | longer |    12.5 |       |
        """)
  }

  @Test func markdownHasEveryPartInReadingOrder() {
    let figure = Figure(
      name: "f", caption: "Caption.", alternative: "What [it] shows.",
      specification: ["mark": "bar"])
    let table = Table(caption: "Numbers", columns: [.init("n")], rows: [[.integer(1)]])
    let report = Report(
      title: "T", headlines: ["H1.", "H2."], scope: "S.",
      sections: [
        .init(title: "Part", text: ["Words."], tables: [table], figures: [figure, figure])
      ],
      reproduce: ["make study"], notCovered: ["Training."],
      provenance: [(name: "study", value: "tiny")])
    #expect(
      report.markdown == """
        # T

        1. H1.
        2. H2.

        *Scope.* S.

        ## Part

        Words.

        **Table 1. Numbers**

        |   n |
        | --: |
        |   1 |

        ![What \\[it\\] shows.](figures/f.svg)

        *Figure 1. Caption.* ([Vega-Lite](figures/f.vl.json))

        ![What \\[it\\] shows.](figures/f.svg)

        *Figure 2. Caption.* ([Vega-Lite](figures/f.vl.json))

        ## What this does not cover

        - Training.

        ## How to reproduce

        ```
        make study
        ```

        ## Provenance

        - study: tiny

        """)
    #expect(report.files.map(\.path) == ["figures/f.vl.json", "figures/f.vl.json", "report.md"])
  }

  @Test func figuresCarryThemeAlternativeAndSchema() throws {
    let figure = Figure(
      name: "f", caption: "", alternative: "A bar.", specification: ["mark": "bar"])
    let json = try JSONValue(parsing: figure.vegaLite)
    #expect(json["description"] == "A bar.")
    #expect(json["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json")
    #expect(json["config"]?["background"] == "#ffffff")
    #expect(json["mark"] == "bar")
  }
}
