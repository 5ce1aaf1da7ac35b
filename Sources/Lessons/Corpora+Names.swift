// Given names, written down from general knowledge: common ones of many languages, in the spelling
// of the letters a–z, each once. The list follows no published one. It was shuffled once, so that
// its last lines are as good a sample as its first and a lesson may hold them out.

extension Corpora {
  /// The names, apart by white space.
  static let givenNames = """
    michael naomi kim sonia john lucas kevin giovanni petra taro rafael oliver elena sadie eileen
    javier vivian yves robert ada anita magnus louis grace amir isla jasmine gita christine gideon
    ruby omar peter claude harriet wei gareth joanna adrian nathan tatiana shirin iris ian yusuf
    samuel ugo lorenzo ayumi ibrahim ingrid layla oscar teresa alexander kai laura klara lin
    violet wolfgang nikolai dov mary hugo selim jonas yael milan bob marie martin ernest cecilia
    bilal lily khalid mohammed phoebe ivy chandra viktor joel claire alice carl delia amara hans
    vincent janet qi fatou noah rose uma karl dana heidi ilse pierre ming maria paula owen marina
    dimitri patricia kate julia julian daisy otto kamal alex miguel maeve ivan giulia erin daphne
    leila aisha quentin esra bogdan olga johan vera lan herbert rufus astrid eero elisa dominic
    doris joy diana eli chen freya yuri kavya gianna jun sandra selma greta alan kofi florence
    yvonne vladimir andrea carla carlos jada malik christian bruno xander ximena nicholas amina
    stefan miriam kenneth lena juan barbara paul edgar robin imani emilia birgit isabel jordan
    luna jakub akira frances hiroshi liv ricardo george jan kiran rachel hadiya karin jin salma
    fernando silvia zofia antonio theo olivia gustav zara sasha anton gwen cora carmen ekaterina
    yara kwame harry harold felipe leonora gloria francesca fadi sven celia gilbert igor elvira
    quinn nadia david calvin quincy ella dina penelope agnes norman ellen judith dalia leah len
    katya lucia lisa chad arjun emil zelda tuan anna juliet leo damian hope linus anders jose liam
    connor priya kojo haru gabriela walter esteban viola dorothy wendy tove basil rosa kyle elif
    helen henry hannah ruth andrei ismail linda gordon aurora lydia lucy nora amy maja yoko pedro
    emre saeed aiko garfield kurt ariel keith ahmed diego jean levi anya louise jane helena erica
    hana mei anne emma adele rudolf cedric eva graham tiago ethan tara rebecca mila daniel cyrus
    pavel jorge zeynep yuki catherine hector richard mikhail neil ben dora dawit edward dmitri
    benjamin hassan noor rita ida rahul felix carol keiko alejandro rhea oksana june karen sara
    pia xena ana zoe evelyn mina ayla matilda simon raj ursula bjorn sanjay arthur samir frida
    lars jamal sergei reza mira angela kenji james hilda mona filip mia adam esther boris tobias
    philip clement isaac darius yasmin andrew luis brenda donald gerald ines wanda wilhelm sofia
    bridget sean tomas ciara chloe irene lara emily marta charlotte jack pablo luca victor maya
    susan caroline enrique evan mahmoud matteo ryan aida anika edith thomas dolores dylan olaf
    elsa albert brian manuel chukwu elijah nico fatima erik ramona nina elias daniela axel bela
    deepak alina efua yan denis ava homer joseph stella sakura kasper margaret beatrice imran
    fraser gabriel natalia marco fiona deborah derek xavier jacob lila joan flora camila bianca
    asha hong howard alessia clara yosef leon frank ulrich bernard zahra tamar mark morgan
    elizabeth charles zuri veronica rania rohan nia pascal william
    """
}
